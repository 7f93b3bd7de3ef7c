import { join } from 'node:path'
import { readSigner, signCeremony } from '@rabt/directory'
import type { Context } from '../context.ts'
import { EXIT } from '../error.ts'
import { readInput, readPassphrase, signedFolder, writeOutput } from './files.ts'
import { saying } from './said.ts'
import { openProposal, pageOf, type ReadProposalOptions } from './show.ts'

export interface SignOptions extends ReadProposalOptions {
  readonly key: string
  readonly passphraseFile?: string
  readonly signed?: string
}

/** `rabt ceremony sign`: shows the proposal, signs what this key may sign of it, and writes that; offline. */
export const sign = (context: Context, file: string, options: SignOptions): Promise<number> =>
  saying(context, async () => {
    const { bytes, ceremony, trustedRoot } = await openProposal(context, file, options)
    const passphrase = await readPassphrase(context, options.passphraseFile)
    const signer = readSigner(await readInput(context, options.key), passphrase, options.key)
    const signatures = await signCeremony(bytes, signer, { now: context.now(), trustedRoot, told: options.digest })
    const output = join(signedFolder(file, options.signed), `${signer.keyId}.json`)
    await writeOutput(context, output, signatures)
    const roles = ceremony.draft.files
      .filter(({ needs }) => needs.some(({ keyids }) => keyids.includes(signer.keyId)))
      .map(({ role }) => role)
    if (options.json === true) {
      context.out(
        `${JSON.stringify({ ok: true, keyId: signer.keyId, roles, digest: ceremony.digest, file: output })}\n`,
      )
      return EXIT.ok
    }
    const [key, list] = [signer.keyId.slice(0, 12), roles.join(', ')]
    const last =
      context.language === 'ar'
        ? `وقّع المفتاح ${key}: ${list}. كُتب في ${output}`
        : `Key ${key} signed ${list}: ${output}`
    context.out(`${[...pageOf(ceremony, context, options), last].join('\n')}\n`)
    return EXIT.ok
  })

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { holderOf, readHolder, readSigner } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { readInput, readPassphrase, refuseTaken, writeOutput } from './files.ts'
import { saying } from './said.ts'

export const ALGORITHMS = ['ed25519', 'p256', 'p384'] as const

export interface KeyOptions {
  readonly algorithm: (typeof ALGORITHMS)[number]
  readonly passphraseFile?: string
  readonly plain?: boolean
  readonly of?: boolean
  readonly json?: boolean
}

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const GENERATE: Readonly<Record<KeyOptions['algorithm'], () => Pair>> = {
  ed25519: () => generateKeyPairSync('ed25519'),
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
}

/** PKCS#8 files are guessed offline, as fast as the thief's machines go. */
const SHORTEST_PASSPHRASE = 12

/** `rabt ceremony key`: makes an officer's key, or with `--of` says the fingerprint of one that is there. */
export const key = (context: Context, name: string, options: KeyOptions): Promise<number> =>
  saying(context, async () => {
    const passphrase = await readPassphrase(context, options.passphraseFile)
    if (options.of === true) {
      const pem = await readInput(context, name)
      const isPublic = Buffer.from(pem).includes('BEGIN PUBLIC KEY')
      const { keyId } = isPublic ? readHolder(pem, name) : readSigner(pem, passphrase, name)
      return tell(context, options, keyId, [])
    }
    if (options.plain !== true) refuseShort(passphrase)
    const files = [`${name}.key.pem`, `${name}.pub.pem`] as const
    await refuseTaken(context, files)
    const { publicKey, privateKey } = GENERATE[options.algorithm]()
    const pkcs8 = { type: 'pkcs8', format: 'pem' } as const
    const pem =
      options.plain === true
        ? privateKey.export(pkcs8)
        : privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase })
    await writeOutput(context, files[0], pem, { mode: 0o600, fresh: true })
    await writeOutput(context, files[1], publicKey.export({ type: 'spki', format: 'pem' }), { fresh: true })
    return tell(context, options, holderOf(publicKey).keyId, files)
  })

const refuseShort = (passphrase: string | undefined): void => {
  if ((passphrase?.length ?? 0) >= SHORTEST_PASSPHRASE) return
  throw new CliError(
    'USAGE',
    {
      en: `Give a passphrase of at least ${SHORTEST_PASSPHRASE} characters by --passphrase-file or RABT_PASSPHRASE; a key without one is made by --plain.`,
      ar: `أعط عبارة مرور من ${SHORTEST_PASSPHRASE} حرفا على الأقل بالخيار ‎--passphrase-file أو المتغير RABT_PASSPHRASE؛ والمفتاح بلا عبارة بالخيار ‎--plain.`,
    },
    { exit: EXIT.usage },
  )
}

const tell = (context: Context, { json }: KeyOptions, keyId: string, files: readonly string[]): number => {
  if (json === true) context.out(`${JSON.stringify({ ok: true, keyId, files })}\n`)
  else context.out(`${[...files, keyId].join('\n')}\n`)
  return EXIT.ok
}

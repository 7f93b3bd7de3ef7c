import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CheckedView, keySigner, openDirectory, type Signer } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { homeDir, type NodeHome, readNode } from '../home/home.ts'

/** A state's own place: its node, the root that it trusts and its keys. */
export interface Site {
  readonly state: string
  readonly node: NodeHome
  readonly gateway: string
  /** Folder of the gateway's keys. */
  readonly keys: string
  readonly edge: URL
  readonly trustedRoot: Uint8Array
}

/** @throws CliError USAGE, NO_HOME */
export async function openSite(context: Context, code: string): Promise<Site> {
  const node = await readNode(context, code)
  const state = code.toUpperCase()
  const config = JSON.parse(await readFile(join(node.dir, 'node.json'), 'utf8'))
  const trustedRoot = await readFile(join(node.dir, 'root.json')).catch(() => {
    throw new CliError('NO_HOME', {
      en: `${join(node.dir, 'root.json')} cannot be read. Run npm start once.`,
      ar: `تعذرت قراءة ${join(node.dir, 'root.json')}. شغّل npm start مرة.`,
    })
  })
  return {
    state,
    node,
    gateway: String(config.gateway),
    keys: join(node.dir, typeof config.keys === 'string' ? config.keys : 'keys'),
    edge: new URL(`http://${node.host}:${node.http}`),
    trustedRoot,
  }
}

/** The newest directory, verified from the site's root; nothing of it stays on disk. */
export async function readDirectory(context: Context, { node, trustedRoot }: Site): Promise<CheckedView> {
  const dir = await mkdtemp(join(tmpdir(), 'rabt-directory-'))
  try {
    const home = join(dir, 'client')
    const client = await openDirectory({ home, mirrors: node.mirrors, trustedRoot, clock: () => context.now() })
    return await client.refresh()
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** The key of an officer in the home's `officers` folder. @throws CliError FILE */
export async function officer(context: Context, hand: string, name: string): Promise<Signer> {
  const file = join(homeDir(context), 'officers', hand.toLowerCase(), `${name}.pem`)
  try {
    return keySigner(createPrivateKey(await readFile(file)))
  } catch {
    throw new CliError('FILE', {
      en: `The officer's key ${file} cannot be read. It belongs to who keeps it: run as that user.`,
      ar: `تعذرت قراءة مفتاح المسؤول ${file}. نفّذ الأمر بحساب من يحفظه.`,
    })
  }
}

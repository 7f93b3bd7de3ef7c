import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  changeDocument as change,
  type DocumentContent,
  type DocumentKind,
  newestMirror,
  ORGANISATION,
  type Signer,
} from '@rabt/directory'
import { officer } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { homeDir } from '../home/home.ts'
import { mirrorsOf } from './door.ts'

const KINDS = ['trust', 'registry', 'agreements'] as const satisfies readonly DocumentKind[]

/**
 * Signs and publishes what a state brings (`authorities/<st>/joining`), with its own two keys: for that nobody else is
 * asked. What the state has published already stays. The kinds that were published. @throws CliError FILE
 */
export async function publishOwn(context: Context, state: string): Promise<readonly DocumentKind[]> {
  const done: DocumentKind[] = []
  for (const kind of KINDS) {
    const published = await changeDocument(context, state, kind, async (before) => {
      if (before !== null && !isEmpty(before)) return null
      const content = await readJoining(context, state, kind)
      return isDeepStrictEqual(before, content) ? null : content
    })
    if (published) done.push(kind)
  }
  return done
}

/**
 * Makes a document of a state anew of the one that stands, signed by the officer whose it is, and hands it to whoever writes. `make` gets null if there is
 * none and says null if nothing is to change; if somebody publishes meanwhile it is asked again, of what stands then. Whether it changed.
 */
export async function changeDocument(
  context: Context,
  state: string,
  kind: DocumentKind,
  make: (before: DocumentContent | null) => DocumentContent | null | Promise<DocumentContent | null>,
): Promise<boolean> {
  const mirrors = await mirrorsOf(context)
  const copy = () => newestMirror(mirrors)
  return change({ mirrors, copy, state, kind, signer: () => signerOf(context, state, kind), clock: context.now, make })
}

/** The organisation has one key for all that it publishes. */
const signerOf = (context: Context, state: string, kind: DocumentKind): Promise<Signer> =>
  officer(context, state, state === ORGANISATION ? 'organisation' : kind === 'trust' ? 'state' : 'ops')

/** The founding publishes documents of a candidate with nothing in them. */
function isEmpty(content: DocumentContent): boolean {
  return Object.values(content).every((list) => !Array.isArray(list) || list.length === 0)
}

async function readJoining(context: Context, state: string, kind: DocumentKind): Promise<DocumentContent> {
  const file = join(homeDir(context), 'authorities', state.toLowerCase(), 'joining', `${kind}.json`)
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw new CliError('FILE', {
      en: `${file} cannot be read: it holds what the state publishes. npm start writes it.`,
      ar: `تعذرت قراءة ${file} وفيه ما تنشره الدولة. يكتبه npm start.`,
    })
  }
}

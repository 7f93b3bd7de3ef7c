import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  type DocumentContent,
  type DocumentKind,
  directoryRepository,
  type Repository,
  readPublished,
  updateDocument,
} from '@rabt/directory'
import { officer } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { homeDir } from '../home/home.ts'
import { again } from './again.ts'

const KINDS = ['trust', 'registry', 'agreements'] as const satisfies readonly DocumentKind[]

/** The federation's repository in the home; the authorities serve it. */
export const repositoryOf = (context: Context): Repository => directoryRepository(join(homeDir(context), 'directory'))

export const onlineKeysOf = async (context: Context) => ({
  snapshot: await officer(context, 'online', 'snapshot'),
  timestamp: await officer(context, 'online', 'timestamp'),
})

/**
 * Signs and publishes what a state brings (`authorities/<st>/joining`), with its own two keys: for that nobody else is
 * asked. What the state has published already stays. The kinds that were published. @throws CliError FILE
 */
export async function publishOwn(context: Context, state: string): Promise<readonly DocumentKind[]> {
  const repository = repositoryOf(context)
  const done: DocumentKind[] = []
  for (const kind of KINDS) {
    const before = await readPublished(repository, state, kind)
    if (before !== null && !isEmpty(before.content)) continue
    const content = await readJoining(context, state, kind)
    if (isDeepStrictEqual(before?.content, content)) continue
    await publishDocument(context, state, kind, content)
    done.push(kind)
  }
  return done
}

/** Issues one document of a state, signed by the officer whose it is. */
export async function publishDocument(
  context: Context,
  state: string,
  kind: DocumentKind,
  content: DocumentContent,
): Promise<void> {
  const [signer, onlineKeys] = [
    await officer(context, state, kind === 'trust' ? 'state' : 'ops'),
    await onlineKeysOf(context),
  ]
  await again(() =>
    updateDocument({
      repository: repositoryOf(context),
      onlineKeys,
      now: context.now(),
      state,
      kind,
      content,
      signer,
    }),
  )
}

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

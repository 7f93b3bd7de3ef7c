import { dirname, join } from 'node:path'
import { type CeremonyRequest, type Contents, type Holder, readHolder, readPlanFile } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { readInput } from './files.ts'

type Plan = Extract<CeremonyRequest, { readonly kind: 'found' }>['plan']

const readJson = async (context: Context, file: string): Promise<unknown> => {
  const bytes = await readInput(context, file)
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw new CliError('FILE', { en: `${file} is not JSON.`, ar: `${file} ليس JSON.` })
  }
}

/** Files of what a party brings to a ceremony. */
export interface ContentFiles {
  readonly trust?: string | undefined
  readonly registry?: string | undefined
  readonly agreements?: string | undefined
}

/** What its authority wrote; the ceremony reads it as clients will. */
export const readContents = async (
  context: Context,
  { trust, registry, agreements }: ContentFiles,
  near: (path: string) => string = (path) => path,
): Promise<Contents> => {
  const named = Object.entries({ trust, registry, agreements })
  const contents: Record<string, unknown> = {}
  for (const [kind, file] of named) if (file !== undefined) contents[kind] = await readJson(context, near(file))
  return contents as Contents
}

/** A public key by its file. */
export const readKey = async (context: Context, file: string): Promise<Holder> =>
  readHolder(await readInput(context, file), file)

/** A founding plan with the keys and documents that it names. */
export const readPlan = async (context: Context, file: string): Promise<Plan> => {
  const plan = readPlanFile(await readInput(context, file), file)
  const near = (path: string): string => join(dirname(file), path)
  const keyAt = (path: string): Promise<Holder> => readKey(context, near(path))
  const keysAt = async (paths: readonly string[]): Promise<readonly Holder[]> => {
    const keys: Holder[] = []
    for (const path of paths) keys.push(await keyAt(path))
    return keys
  }
  const states: Plan['states'][number][] = []
  const rootKeys: Holder[] = []
  const holders: Record<string, string> = {}
  const stateKeys: Record<string, Holder> = {}
  const opsKeys: Record<string, Holder> = {}
  for (const state of plan.states) {
    const { code, name, stage } = state
    if (state.rootKey !== undefined) {
      const rootKey = await keyAt(state.rootKey)
      rootKeys.push(rootKey)
      holders[rootKey.keyId] = code
    }
    stateKeys[code] = await keyAt(state.key)
    opsKeys[code] = await keyAt(state.opsKey)
    states.push({ code, name, stage, ...defined(await readContents(context, state, near)) })
  }
  const { organisation } = plan
  return {
    federation: plan.federation,
    threshold: plan.threshold,
    states,
    ...(organisation && {
      organisation: {
        key: await keyAt(organisation.key),
        ...defined(await readContents(context, organisation, near)),
      },
    }),
    rootKeys,
    holders,
    stateKeys,
    opsKeys,
    online: { snapshot: await keysAt(plan.online.snapshot), timestamp: await keysAt(plan.online.timestamp) },
  }
}

const defined = ({ trust, registry, agreements }: Contents) => ({
  ...(trust && { trust }),
  ...(registry && { registry }),
  ...(agreements && { agreements }),
})

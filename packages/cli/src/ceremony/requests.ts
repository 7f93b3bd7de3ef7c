import {
  checkTransition,
  opsKeysOf,
  type Repository,
  readPublishedNow,
  type Stage,
  verifyReport,
} from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { readInput } from './files.ts'
import { readContents, readKey } from './plan.ts'
import { type Asked, daysOf } from './propose.ts'

interface Documents {
  readonly trust?: string
  readonly registry?: string
  readonly agreements?: string
}

const usage = (en: string, ar: string): CliError => new CliError('USAGE', { en, ar }, { exit: EXIT.usage })

export const askAdmit = async (
  context: Context,
  code: string,
  options: Documents & { nameAr: string; nameEn: string; stage: Stage; key: string; opsKey: string },
): Promise<Asked> => ({
  request: {
    kind: 'admit',
    state: { code, name: { ar: options.nameAr, en: options.nameEn }, stage: options.stage },
    key: await readKey(context, options.key),
    opsKey: await readKey(context, options.opsKey),
    contents: await readContents(context, options),
  },
})

/**
 * A change of stage, judged as the states agreed (docs/design/joining.md): to `live` only with a conformance report that
 * passed, which the act then names.
 */
export const askStage = async (
  context: Context,
  repository: Repository,
  code: string,
  stage: Stage,
  { decision, report: file }: { readonly decision: string; readonly report?: string },
): Promise<Asked> => {
  const { view } = await readPublishedNow(repository)
  const state = view.states.get(code)
  // What the federation does not know, the proposal refuses by its own rule.
  if (state === undefined || state.stage === stage) return { request: { kind: 'stage', state: code, stage } }
  const now = context.now()
  const report =
    file === undefined ? null : verifyReport(await readInput(context, file), { opsKeys: opsKeysOf(view), now })
  const lower = code.toLowerCase()
  const published =
    [...view.gateways.values()].some((gateway) => gateway.state === code) &&
    !view.issues.some(({ place }) => place.startsWith(`${lower}/`) || place.startsWith(`state-${lower}`))
  const partnerStage = report === null ? undefined : view.states.get(report.partner)?.stage
  checkTransition(code, state.stage, stage, { now, decision, report, published, partnerStage })
  return {
    request: { kind: 'stage', state: code, stage },
    ...(report !== null && { basis: Buffer.from(report.digest).toString('hex') }),
  }
}

export const askWithdraw = async (
  context: Context,
  repository: Repository,
  code: string,
  { rootKey, threshold }: { readonly rootKey?: string; readonly threshold?: string },
): Promise<Asked> => ({
  request: {
    kind: 'withdraw',
    state: code,
    rootKey: rootKey === undefined ? undefined : await rootKeyOf(context, repository, rootKey),
    threshold: countOf(threshold, '--threshold'),
  },
})

export const askRotateRoot = async (
  context: Context,
  repository: Repository,
  {
    add,
    remove,
    threshold,
  }: { readonly add: readonly string[]; readonly remove: readonly string[]; readonly threshold?: string },
): Promise<Asked> => {
  const coming = []
  for (const text of add) {
    const [, holder, file] = /^([A-Z]{2})=(.+)$/.exec(text) ?? []
    if (holder === undefined || file === undefined) {
      throw usage(
        `--add takes the state and the file of its public key, like KW=kw-root.pub.pem, not ${text}.`,
        `الخيار ‎--add يأخذ الدولة وملف مفتاحها العام، مثل KW=kw-root.pub.pem، لا ${text}.`,
      )
    }
    coming.push({ key: await readKey(context, file), holder })
  }
  const leaving = []
  for (const key of remove) leaving.push(await rootKeyOf(context, repository, key))
  return {
    request: { kind: 'rotate-root', add: coming, remove: leaving, threshold: countOf(threshold, '--threshold') },
  }
}

export const askRotateState = async (
  context: Context,
  code: string,
  options: Documents & { readonly key?: string; readonly opsKey?: string },
): Promise<Asked> => {
  if (options.key === undefined && options.opsKey === undefined) {
    throw usage('Give --key, --ops-key or both.', 'اذكر ‎--key أو ‎--ops-key أو كليهما.')
  }
  return {
    request: {
      kind: 'rotate-state',
      state: code,
      key: options.key === undefined ? undefined : await readKey(context, options.key),
      opsKey: options.opsKey === undefined ? undefined : await readKey(context, options.opsKey),
      contents: await readContents(context, options),
    },
  }
}

export const askRotateOnline = async (
  context: Context,
  { snapshotKey, timestampKey }: { readonly snapshotKey: readonly string[]; readonly timestampKey: readonly string[] },
): Promise<Asked> => {
  const keys = (files: readonly string[]) => Promise.all(files.map((file) => readKey(context, file)))
  return {
    request: {
      kind: 'rotate-online',
      online: { snapshot: await keys(snapshotKey), timestamp: await keys(timestampKey) },
    },
  }
}

/** `root`, `targets` or both; or one state's code. */
export const askExtend = (what: readonly string[], { days }: { readonly days?: string }): Asked => {
  const life = days === undefined ? undefined : daysOf(days, '--days', 1096)
  const top = ['root', 'targets'] as const
  if (what.every((name) => top.some((role) => role === name))) {
    return { request: { kind: 'extend', top: top.filter((role) => what.includes(role)), days: life } }
  }
  const [state, ...more] = what
  if (state !== undefined && more.length === 0) return { request: { kind: 'extend', state, days: life } }
  throw usage('Name root, targets or both, or one state.', 'اذكر root أو targets أو كليهما، أو دولة واحدة.')
}

const countOf = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw usage(`${option} takes a number.`, `الخيار ${option} يأخذ عددا.`)
}

/** A root key by the file of its public key, by the beginning of its id (12 digits or more), or by the state that holds it. */
const rootKeyOf = async (context: Context, repository: Repository, named: string): Promise<string> => {
  if (named.endsWith('.pem')) return (await readKey(context, named)).keyId
  const { root, federation } = await readPublishedNow(repository)
  const { keyids } = root.signed.roles.root
  const found = /^[A-Z]{2}$/.test(named)
    ? keyids.filter((id) => federation.holders?.[id] === named)
    : keyids.filter((id) => named.length >= 12 && id.startsWith(named))
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  throw usage(
    `${named} is no root key: name its state, its file or the first 12 digits of its id.`,
    `${named} ليس مفتاح جذر: اذكر دولته أو ملفه أو أول 12 خانة من رقمه.`,
  )
}

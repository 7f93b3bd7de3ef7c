import { ruleText } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Context } from '../context.ts'

/** The same refusal with its reason in the language of the output; any other error as it is. */
export const said = (error: unknown, { language }: Context): unknown => {
  if (!(error instanceof RabtError)) return error
  const reason = ruleText(error, language) ?? (language === 'ar' ? error.params.reasonAr : undefined)
  return reason === undefined ? error : new RabtError(error.code, { ...error.params, reason }, { cause: error })
}

/** Runs a command so that what it refuses is said in the language of the output. */
export const saying = async <T>(context: Context, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw said(error, context)
  }
}

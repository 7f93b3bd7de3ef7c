import type { z } from 'zod'

/** One field that a request got wrong. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body or query; empty for the whole. */
  readonly path: string
  readonly code: string
  readonly en: string
  readonly ar: string
}

type Words = { readonly en: string; readonly ar: string }

/** Lists every field at fault; the value itself is not repeated, it may be a secret put in the wrong place. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: pointer([...issue.path, key]),
        code: issue.code,
        en: 'is not a known field',
        ar: 'حقل غير معروف',
      }))
    return [{ path: pointer(issue.path), code: issue.code, ...wordsOf(issue) }]
  })
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100)}`).join('')
}

function wordsOf(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case 'invalid_type':
      return { en: `must be given as ${issue.expected}`, ar: `يجب أن تكون القيمة من النوع ${issue.expected}` }
    case 'invalid_value': {
      const values = issue.values.join(', ')
      return { en: `must be one of ${values}`, ar: `يجب أن تكون القيمة واحدة من: ${values}` }
    }
    case 'too_small':
      return {
        en: `must be at least ${issue.minimum}${unit(issue.origin).en}`,
        ar: `الحد الأدنى ${issue.minimum}${unit(issue.origin).ar}`,
      }
    case 'too_big':
      return {
        en: `must be at most ${issue.maximum}${unit(issue.origin).en}`,
        ar: `الحد الأقصى ${issue.maximum}${unit(issue.origin).ar}`,
      }
    case 'custom': {
      const { en, ar } = (issue.params ?? {}) as Partial<Words>
      if (en !== undefined && ar !== undefined) return { en, ar }
      break
    }
  }
  return { en: 'is not in the expected form', ar: 'الصيغة غير صحيحة' }
}

function unit(origin: string): Words {
  if (origin === 'string') return { en: ' characters', ar: ' حرفًا' }
  return origin === 'array' ? { en: ' items', ar: ' عنصرًا' } : { en: '', ar: '' }
}

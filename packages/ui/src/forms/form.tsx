import type { Child } from 'hono/jsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'
import { line } from '../text/written.tsx'
import { fieldId } from './field.tsx'

export interface FormProps {
  readonly action: string
  readonly method?: 'get' | 'post'
  /** Fields that are sent unseen, such as a token against forged requests. */
  readonly hidden?: Readonly<Record<string, string>>
  /** With files. */
  readonly files?: boolean
  readonly children?: Child
}

/** Its fields are checked by the server, which says what is wrong in the reader's language. */
export function Form({ action, method = 'post', hidden = {}, files, children }: FormProps) {
  return (
    <form class="form" action={action} method={method} enctype={files ? 'multipart/form-data' : undefined} novalidate>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}

/** On top of a form that came back: each error leads to its field. Nothing where there is none. */
export function ErrorSummary(props: {
  readonly lang: Language
  readonly errors: readonly { readonly name: string; readonly text: Child }[]
}) {
  if (props.errors.length === 0) return null
  return (
    <div class="error-summary" role="alert" tabindex={-1}>
      <h2>{words[props.lang].problem}</h2>
      <ul>
        {props.errors.map(({ name, text }) => (
          <li>
            <a href={`#${fieldId(name)}`}>{line(text, props.lang)}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

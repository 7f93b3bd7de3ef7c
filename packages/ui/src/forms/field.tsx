import type { Child } from 'hono/jsx'
import { Icon } from '../parts/icon.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'
import { line } from '../text/written.tsx'

/** What every field has. Its id is `field-<name>`, so that an error summary can lead to it. */
export interface FieldProps {
  readonly lang: Language
  readonly name: string
  readonly label: Child
  readonly hint?: Child
  /** What is wrong and how to put it right. */
  readonly error?: Child
  /** Says so beside the label; the other fields are required. */
  readonly optional?: boolean
}

export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]/g, '-')}`
}

/** `aria-describedby` and `aria-invalid` for the control of a field. */
export function describedBy({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>) {
  const id = fieldId(name)
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean)
  return {
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(error !== undefined && { 'aria-invalid': 'true' as const }),
  }
}

/** Hint and error of a field, between its name and its control. */
export function HintAndError({ lang, name, hint, error }: FieldProps) {
  const id = fieldId(name)
  return (
    <>
      {hint === undefined ? (
        ''
      ) : (
        <p class="hint" id={`${id}-hint`}>
          {line(hint, lang)}
        </p>
      )}
      {error === undefined ? (
        ''
      ) : (
        <p class="error" id={`${id}-error`}>
          <Icon name="alert" />{' '}
          <span>
            <span class="unseen">{words[lang].error}</span> {line(error, lang)}
          </span>
        </p>
      )}
    </>
  )
}

/** One control with its label. */
export function Field(props: FieldProps & { readonly children: Child }) {
  return (
    <div class="field">
      <label for={fieldId(props.name)}>
        {line(props.label, props.lang)} {props.optional ? <Optional lang={props.lang} /> : ''}
      </label>
      <HintAndError {...props} />
      {props.children}
    </div>
  )
}

/** Several controls with a legend. */
export function FieldGroup(props: FieldProps & { readonly children: Child }) {
  const described = describedBy(props)
  return (
    <fieldset class="field" id={fieldId(props.name)} aria-describedby={described['aria-describedby']}>
      <legend>
        {line(props.label, props.lang)} {props.optional ? <Optional lang={props.lang} /> : ''}
      </legend>
      <HintAndError {...props} />
      {props.children}
    </fieldset>
  )
}

function Optional({ lang }: { readonly lang: Language }) {
  return <span class="optional">{words[lang].optional}</span>
}

import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'
import { line } from '../text/written.tsx'
import { describedBy, Field, FieldGroup, type FieldProps, fieldId } from './field.tsx'

export interface Option {
  readonly value: string
  readonly label: Child
  readonly hint?: Child
}

export interface SelectProps extends FieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value?: string | undefined
}

export function Select(props: SelectProps) {
  return (
    <Field {...props}>
      <select id={fieldId(props.name)} name={props.name} {...describedBy(props)}>
        {props.options.map(({ value, label }) => (
          <option
            value={value}
            selected={value === props.value}
            dir={props.lang === 'ar' && isLatin(label) ? 'ltr' : undefined}
          >
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** A file's name or a code: an option holds no elements that would set it apart. */
const isLatin = (label: string): boolean => /^[\x20-\x7e]+$/.test(label)

/** One of several, all of them seen. */
export function Radios(
  props: FieldProps & { readonly options: readonly Option[]; readonly value?: string | undefined },
) {
  return (
    <FieldGroup {...props}>
      {props.options.map((option) => (
        <Choice
          lang={props.lang}
          type="radio"
          name={props.name}
          option={option}
          checked={option.value === props.value}
        />
      ))}
    </FieldGroup>
  )
}

/** Any of several. */
export function Checkboxes(
  props: FieldProps & { readonly options: readonly Option[]; readonly values?: readonly string[] },
) {
  return (
    <FieldGroup {...props}>
      {props.options.map((option) => (
        <Choice
          lang={props.lang}
          type="checkbox"
          name={props.name}
          option={option}
          checked={props.values?.includes(option.value) ?? false}
        />
      ))}
    </FieldGroup>
  )
}

interface ChoiceProps {
  readonly lang: Language
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly option: Option
  readonly checked: boolean
}

function Choice({ lang, type, name, option, checked }: ChoiceProps) {
  const id = `${fieldId(name)}-${option.value.replace(/[^\w-]/g, '-')}`
  const hint = option.hint === undefined ? undefined : `${id}-hint`
  return (
    <div class="choice">
      <input type={type} id={id} name={name} value={option.value} checked={checked} aria-describedby={hint} />{' '}
      <label for={id}>{line(option.label, lang)}</label>
      {hint === undefined ? (
        ''
      ) : (
        <p class="hint" id={hint}>
          {line(option.hint, lang)}
        </p>
      )}
    </div>
  )
}

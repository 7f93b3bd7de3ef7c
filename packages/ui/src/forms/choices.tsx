import type { Child } from 'hono/jsx'
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
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** One of several, all of them seen. */
export function Radios(
  props: FieldProps & { readonly options: readonly Option[]; readonly value?: string | undefined },
) {
  return (
    <FieldGroup {...props}>
      {props.options.map((option) => (
        <Choice type="radio" name={props.name} option={option} checked={option.value === props.value} />
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
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly option: Option
  readonly checked: boolean
}

function Choice({ type, name, option, checked }: ChoiceProps) {
  const id = `${fieldId(name)}-${option.value.replace(/[^\w-]/g, '-')}`
  const hint = option.hint === undefined ? undefined : `${id}-hint`
  return (
    <div class="choice">
      <input type={type} id={id} name={name} value={option.value} checked={checked} aria-describedby={hint} />{' '}
      <label for={id}>{option.label}</label>
      {hint === undefined ? (
        ''
      ) : (
        <p class="hint" id={hint}>
          {option.hint}
        </p>
      )}
    </div>
  )
}

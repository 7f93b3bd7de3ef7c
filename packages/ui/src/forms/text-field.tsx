import { directionOf, type Language } from '../text/language.ts'
import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'

interface Written extends FieldProps {
  readonly value?: string | undefined
  /** Language of what is written, where the field asks for one: the Arabic and the English title of a record. */
  readonly written?: Language
  readonly maxlength?: number
  readonly autocomplete?: string
}

export interface TextFieldProps extends Written {
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'search'
  readonly inputmode?: 'numeric' | 'decimal' | 'tel' | 'email' | 'url'
  /** For a code or a number of some digits. */
  readonly short?: boolean
}

/** Addresses, telephone numbers and codes are written from left to right in every language. */
function direction({ written, type, inputmode }: TextFieldProps) {
  if (written !== undefined) return { lang: written, dir: directionOf(written) }
  return (type ?? 'text') !== 'text' || inputmode !== undefined ? { dir: 'ltr' as const } : {}
}

export function TextField(props: TextFieldProps) {
  return (
    <Field {...props}>
      <input
        id={fieldId(props.name)}
        name={props.name}
        type={props.type ?? 'text'}
        value={props.value}
        class={props.short ? 'short' : undefined}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        autocomplete={props.autocomplete}
        {...direction(props)}
        {...describedBy(props)}
      />
    </Field>
  )
}

export function TextArea(props: Written & { readonly rows?: number }) {
  const { written } = props
  return (
    <Field {...props}>
      <textarea
        id={fieldId(props.name)}
        name={props.name}
        rows={props.rows ?? 5}
        maxlength={props.maxlength}
        autocomplete={props.autocomplete}
        {...(written === undefined ? {} : { lang: written, dir: directionOf(written) })}
        {...describedBy(props)}
      >
        {props.value}
      </textarea>
    </Field>
  )
}

/** A day, Gregorian, as `YYYY-MM-DD`: the browser shows its own calendar for it. */
export function DateField(
  props: FieldProps & { readonly value?: string | undefined; readonly min?: string; readonly max?: string },
) {
  return (
    <Field {...props}>
      <input
        id={fieldId(props.name)}
        name={props.name}
        type="date"
        value={props.value}
        min={props.min}
        max={props.max}
        {...describedBy(props)}
      />
    </Field>
  )
}

export interface FileFieldProps extends FieldProps {
  /** Media types and endings, `.csv,text/csv`. */
  readonly accept?: string
  readonly multiple?: boolean
}

export function FileField(props: FileFieldProps) {
  return (
    <Field {...props}>
      <input
        id={fieldId(props.name)}
        name={props.name}
        type="file"
        accept={props.accept}
        multiple={props.multiple}
        {...describedBy(props)}
      />
    </Field>
  )
}

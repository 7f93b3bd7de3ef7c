import { Button, Checkboxes, DateField, FieldGroup, number, Select, TextArea, TextField } from '@rabt/ui'
import type { Problem } from '../../content/problems.ts'
import { portalMessage } from '../../error/portal-error.ts'
import { type FieldNode, memberOf, type NamedField, variantOf } from '../../record/fields.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { BLOCK_WORDS, CODE_WORDS, FIELD_WORDS } from '../labels.ts'
import { words } from '../words.ts'

interface Props {
  readonly lang: Language
  readonly node: FieldNode
  readonly value: unknown
  /** `steps.0` */
  readonly path: string
  readonly label: string
  readonly optional: boolean
  readonly problems: ReadonlyMap<string, Problem>
}

/** Every field of a kind with what the draft has; rows of lists are added, moved and removed by submit buttons. */
export function Fields(props: {
  readonly lang: Language
  readonly fields: readonly NamedField[]
  readonly record: unknown
  readonly problems: readonly Problem[]
}) {
  const problems = new Map(props.problems.map((problem) => [problem.path, problem]))
  return <Group {...props} value={props.record} path="" problems={problems} />
}

function Group(props: {
  readonly lang: Language
  readonly fields: readonly NamedField[]
  readonly value: unknown
  readonly path: string
  readonly problems: ReadonlyMap<string, Problem>
}) {
  return (
    <>
      {props.fields.map(({ name, node, optional }) => (
        <One
          lang={props.lang}
          node={node}
          value={memberOf(props.value, name)}
          path={props.path === '' ? name : `${props.path}.${name}`}
          label={labelOf(name, props.lang)}
          optional={optional}
          problems={props.problems}
        />
      ))}
    </>
  )
}

function One(props: Props) {
  const { lang, node, value, path } = props
  const common = { lang, name: path, label: props.label, optional: props.optional, ...errorAt(props, path) }
  const written = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  switch (node.type) {
    case 'text':
      return <TextPair {...props} max={node.max} />
    case 'string':
      if (node.form === 'date') return <DateField {...common} value={written} />
      return <TextField {...common} value={written} written="en" maxlength={node.max} />
    case 'number':
      return <TextField {...common} value={written} inputmode="decimal" short />
    case 'boolean':
      return (
        <Checkboxes
          {...common}
          options={[{ value: 'true', label: props.label }]}
          values={value === true ? ['true'] : []}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          value={written}
          options={[
            { value: '', label: words[lang].choose },
            ...node.codes.map((code) => ({ value: code, label: codeWord(path, code, lang) })),
          ]}
        />
      )
    case 'choices':
      return (
        <Checkboxes
          {...common}
          options={node.codes.map((code) => ({ value: code, label: codeWord(path, code, lang) }))}
          values={Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []}
        />
      )
    case 'group':
      return (
        <FieldGroup {...common}>
          <Group {...props} fields={node.fields} />
        </FieldGroup>
      )
    case 'variants':
      return <Block {...props} node={node} />
    case 'list':
      return <List {...props} node={node} />
  }
}

/** Arabic first, from the right; English beside it, from the left, always optional. */
function TextPair(props: Props & { readonly max: number }) {
  const { lang, path, value, max } = props
  const t = words[lang]
  return (
    <FieldGroup lang={lang} name={path} label={props.label} optional={props.optional} {...errorAt(props, path)}>
      {LANGUAGES.map((language) => {
        const name = `${path}.${language}`
        const written = memberOf(value, language)
        const common = {
          lang,
          name,
          label: `${props.label} ${language === 'ar' ? t.inArabic : t.inEnglish}`,
          value: typeof written === 'string' ? written : undefined,
          written: language,
          maxlength: max,
          optional: language === 'en',
          ...errorAt(props, name),
        }
        return max > 200 ? <TextArea {...common} rows={max > 600 ? 5 : 2} /> : <TextField {...common} />
      })}
    </FieldGroup>
  )
}

function Block(props: Props & { readonly node: Extract<FieldNode, { type: 'variants' }> }) {
  const { lang, node, value, path } = props
  const type = String(memberOf(value, 'type'))
  return (
    <FieldGroup lang={lang} name={path} label={BLOCK_WORDS[type]?.[lang] ?? type} {...errorAt(props, path)}>
      <input type="hidden" name={`${path}.type`} value={type} />
      <Group {...props} fields={variantOf(node, value) ?? []} />
    </FieldGroup>
  )
}

function List(props: Props & { readonly node: Extract<FieldNode, { type: 'list' }> }) {
  const { lang, node, value, path, label } = props
  const t = words[lang]
  const rows: readonly unknown[] = Array.isArray(value) ? value : []
  return (
    <FieldGroup lang={lang} name={path} label={label} optional={props.optional} {...errorAt(props, path)}>
      <input type="hidden" name={`${path}.#`} value={String(rows.length)} />
      {rows.map((row, at) => (
        <div class="card flow">
          <One
            {...props}
            node={node.of}
            value={row}
            path={`${path}.${at}`}
            label={`${label} ${number(at + 1, lang)}`}
            optional={false}
          />
          <p class="row">
            {at === 0 ? '' : <Act act={`up:${path}.${at}`} word={t.up} of={`${label} ${number(at + 1, lang)}`} />}{' '}
            {at === rows.length - 1 ? (
              ''
            ) : (
              <Act act={`down:${path}.${at}`} word={t.down} of={`${label} ${number(at + 1, lang)}`} />
            )}{' '}
            <Act act={`remove:${path}.${at}`} word={t.remove} of={`${label} ${number(at + 1, lang)}`} />
          </p>
        </div>
      ))}
      {rows.length >= node.max ? (
        ''
      ) : (
        <p class="row">
          {node.of.type === 'variants' ? (
            [...node.of.variants.keys()].map((type) => (
              <>
                <Act act={`add:${path}:${type}`} word={`${t.add}: ${BLOCK_WORDS[type]?.[lang] ?? type}`} />{' '}
              </>
            ))
          ) : (
            <Act act={`add:${path}`} word={t.addRow} of={label} />
          )}
        </p>
      )}
    </FieldGroup>
  )
}

/** Sends the whole form, so that nothing that was typed is lost. */
function Act({ act, word, of }: { readonly act: string; readonly word: string; readonly of?: string }) {
  return (
    <Button small name="do" value={act}>
      {word} {of === undefined ? '' : <span class="unseen">{of}</span>}
    </Button>
  )
}

function errorAt({ lang, problems }: Pick<Props, 'lang' | 'problems'>, path: string) {
  const problem = problems.get(path)
  return problem === undefined ? {} : { error: portalMessage(problem.code, lang, problem.params) }
}

export function labelOf(name: string, lang: Language): string {
  return FIELD_WORDS[name]?.[lang] ?? name
}

/** `Steps 2 in Arabic` of `steps.1.ar`. */
export function placeOf(path: string, lang: Language): string {
  const t = words[lang]
  return path
    .split('.')
    .map((part) => {
      if (/^\d+$/.test(part)) return number(Number(part) + 1, lang)
      if (part === 'ar') return t.inArabic
      return part === 'en' ? t.inEnglish : labelOf(part, lang)
    })
    .join(' ')
}

function codeWord(path: string, code: string, lang: Language): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? ''
  return CODE_WORDS[name]?.[code]?.[lang] ?? code
}

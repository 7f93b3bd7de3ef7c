import type { Child } from 'hono/jsx'

/** Names and what they hold; rows whose value is `undefined` are left out. */
export function Definitions(props: {
  readonly rows: readonly (readonly [Child, Child | undefined])[]
  /** One under the other at every width, for a narrow column. */
  readonly narrow?: boolean
}) {
  return (
    <dl class={props.narrow ? 'definitions narrow' : 'definitions'}>
      {props.rows.flatMap(([name, value]) =>
        value === undefined
          ? []
          : [
              <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>,
            ],
      )}
    </dl>
  )
}

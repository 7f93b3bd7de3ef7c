import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

const ICON = { info: 'info', good: 'check', wait: 'clock', bad: 'alert' } as const

export interface NoticeProps {
  readonly tone?: keyof typeof ICON
  readonly title?: Child
  /** `status` after an act, `alert` for what must not be missed; none for what was there from the start. */
  readonly role?: 'status' | 'alert'
  readonly children?: Child
}

export function Notice({ tone = 'info', title, role, children }: NoticeProps) {
  return (
    <div class={tone === 'info' ? 'notice' : `notice ${tone}`} role={role}>
      <Icon name={ICON[tone]} />{' '}
      <div>
        {title === undefined ? '' : <h2>{title}</h2>}
        <div>{children}</div>
      </div>
    </div>
  )
}

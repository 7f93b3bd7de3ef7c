import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export interface ButtonProps {
  /** `main`: the one act of a page. `risky`: what cannot be undone. */
  readonly kind?: 'main' | 'plain' | 'risky'
  readonly small?: boolean
  /** With an address it is a link that looks like a button; without, a button that sends its form. */
  readonly href?: string
  readonly icon?: IconName
  readonly type?: 'submit' | 'button'
  readonly name?: string
  readonly value?: string
  readonly disabled?: boolean
  readonly children?: Child
}

export function Button({
  kind = 'plain',
  small,
  href,
  icon,
  type = 'submit',
  name,
  value,
  disabled,
  children,
}: ButtonProps) {
  const look = ['button', kind === 'plain' ? '' : kind, small ? 'small' : ''].filter(Boolean).join(' ')
  const inside = (
    <>
      {icon === undefined ? '' : <Icon name={icon} />} {children}
    </>
  )
  return href === undefined ? (
    <button class={look} type={type} name={name} value={value} disabled={disabled}>
      {inside}
    </button>
  ) : (
    <a class={look} href={href}>
      {inside}
    </a>
  )
}

import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'
import { Icon } from './icon.tsx'
import { words } from './words.ts'

export interface DialogProps {
  readonly lang: Language
  /** Unique on the page. */
  readonly id: string
  readonly title: Child
  readonly children?: Child
}

/** Opens over the page by the browser's own popover, without script; Escape and a click beside close it. */
export function Dialog({ lang, id, title, children }: DialogProps) {
  return (
    <dialog class="dialog" id={id} popover="auto" aria-labelledby={`${id}-title`}>
      <div class="head">
        <h2 id={`${id}-title`}>{title}</h2>{' '}
        <button
          class="icon-button"
          type="button"
          popovertarget={id}
          popovertargetaction="hide"
          aria-label={words[lang].close}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="flow">{children}</div>
    </dialog>
  )
}

/** The button that opens it. */
export function DialogButton({ opens, children }: { readonly opens: string; readonly children?: Child }) {
  return (
    <button class="button" type="button" popovertarget={opens} aria-haspopup="dialog">
      {children}
    </button>
  )
}

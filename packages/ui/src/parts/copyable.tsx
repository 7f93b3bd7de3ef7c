import { Bdi } from '../text/bdi.tsx'
import type { Language } from '../text/language.ts'
import { Icon } from './icon.tsx'
import { words } from './words.ts'

/** A code to take along. The button appears with the script `copy.js`; without it the code can be marked. */
export function Copyable({ lang, text }: { readonly lang: Language; readonly text: string }) {
  const t = words[lang]
  return (
    <span class="copyable">
      <Bdi>
        <code>{text}</code>
      </Bdi>{' '}
      <button
        class="icon-button"
        type="button"
        hidden
        data-copy={text}
        data-done={t.copied}
        aria-label={`${t.copy}: ${text}`}
      >
        <Icon name="copy" />
      </button>{' '}
      <span class="small soft" role="status"></span>
    </span>
  )
}

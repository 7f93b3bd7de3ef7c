import type { Language } from '../text/language.ts'
import { words } from './words.ts'

export interface FeedbackProps {
  /** Receives `page`, `useful` (`yes` or `no`), `text` and the hidden fields. */
  readonly action: string
  /** Path of the page that is judged. */
  readonly page: string
  /** Further hidden fields, such as a token against forged requests. */
  readonly hidden?: Readonly<Record<string, string>> | undefined
}

/** Two buttons and, for those who want, some words: on every page. */
export function Feedback({ lang, action, page, hidden = {} }: FeedbackProps & { readonly lang: Language }) {
  const t = words[lang]
  return (
    <section class="feedback" aria-label={t.feedback}>
      <form class="wrap" method="post" action={action}>
        {Object.entries({ page, ...hidden }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="row">
          <span id="feedback-question">{t.useful}</span>{' '}
          <button class="button small" name="useful" value="yes" type="submit" aria-describedby="feedback-question">
            {t.yes}
          </button>{' '}
          <button class="button small" name="useful" value="no" type="submit" aria-describedby="feedback-question">
            {t.no}
          </button>
          <details class="disclosure">
            <summary>{t.more}</summary>
            <div class="field">
              <label for="feedback-text">{t.more}</label>
              <p class="hint" id="feedback-hint">
                {t.moreHint}
              </p>
              <textarea
                id="feedback-text"
                name="text"
                rows={3}
                maxlength={1000}
                aria-describedby="feedback-hint"
              ></textarea>
              <button class="button small" type="submit">
                {t.send}
              </button>
            </div>
          </details>
        </div>
      </form>
    </section>
  )
}

import { Icon } from '../parts/icon.tsx'
import { Bdi } from '../text/bdi.tsx'
import { directionOf, type Language, twinOf } from '../text/language.ts'
import { mixed } from '../text/mixed.tsx'
import type { Account } from './links.ts'
import { words } from './words.ts'

export interface OfficialProps {
  readonly lang: Language
  /** Host that the reader should see in the address bar, `portal.gcc.example`. */
  readonly host?: string | undefined
  /** Page that explains it at length. */
  readonly verify?: string | undefined
  /** The same page in the other language. */
  readonly twin?: string | undefined
  readonly account?: Account | undefined
}

/** Official-site banner: who it is, how to verify, and the page's twin in the other language. */
export function Official({ lang, host, verify, twin, account }: OfficialProps) {
  const t = words[lang]
  const other = twinOf(lang)
  return (
    <section class="official" aria-label={t.official}>
      <div class="wrap line">
        <details>
          <summary>
            <span class="seal" aria-hidden="true"></span> {t.official} <u>{t.how}</u>
          </summary>
          <div class="proofs">
            <p>
              <Icon name="address" />{' '}
              <span>
                <b>{t.addressTitle}.</b> {t.addressText} {host === undefined ? '' : <Bdi>{host}</Bdi>}
              </span>
            </p>
            <p>
              <Icon name="lock" />{' '}
              <span>
                <b>{t.lockTitle}.</b> {mixed(t.lockText, lang)}
              </span>
            </p>
            <p>
              <Icon name="proof" />{' '}
              <span>
                <b>{t.proofTitle}.</b> {t.proofText} {verify === undefined ? '' : <a href={verify}>{t.proofLink}</a>}
              </span>
            </p>
          </div>
        </details>
        <div class="ends">
          {twin === undefined ? (
            ''
          ) : (
            <a href={twin} lang={other} dir={directionOf(other)} hreflang={other} rel="alternate">
              {t.otherLanguage}
            </a>
          )}{' '}
          {account === undefined ? '' : <a href={account.href}>{account.label}</a>}
        </div>
      </div>
    </section>
  )
}

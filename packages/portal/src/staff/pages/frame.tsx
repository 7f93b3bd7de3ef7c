import { type NavLink, Page, written } from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { Language } from '../../record/text.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'

export interface StaffPageProps {
  readonly lang: Language
  /** Of this page, with its language and question. */
  readonly path: string
  readonly title: string
  readonly session?: Session | undefined
  readonly children?: Child
}

/** The frame of every page of staff. */
export function StaffPage({ lang, path, title, session, children }: StaffPageProps) {
  const t = words[lang]
  const rest = path.replace(/^\/(ar|en)(?=\/|$)/, '')
  return (
    <Page
      lang={lang}
      title={title}
      unlisted
      alternates={{ ar: `/ar${rest}`, en: `/en${rest}` }}
      nav={session === undefined ? [] : navOf(lang, rest, session)}
      breadcrumbs={[{ label: t.staff, href: `/${lang}/staff` }, { label: title }]}
      {...(session === undefined
        ? {}
        : {
            account: {
              label: (
                <>
                  {written(session.name, lang)} · {TENANT_NAMES[session.tenant][lang]}
                </>
              ),
              href: `/${lang}/staff/account`,
            },
          })}
    >
      {children}
    </Page>
  )
}

function navOf(lang: Language, rest: string, session: Session): NavLink[] {
  const t = words[lang]
  const links: [string, string, boolean][] = [
    ['/staff', t.drafts, true],
    ['/staff/review', t.review, true],
    ['/staff/media', t.media, true],
    ['/staff/tables', t.tables, true],
    ['/staff/audit', t.audit, session.roles.includes('administrator')],
    ['/staff/launch', t.launch, session.tenant === 'GCC'],
  ]
  return links.flatMap(([href, label, shown]) =>
    shown ? [{ href: `/${lang}${href}`, label, current: rest.split('?')[0] === href }] : [],
  )
}

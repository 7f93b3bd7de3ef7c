import { Button, Card, Form, Grid, PageHead, written } from '@rabt/ui'
import { TENANTS } from '../../record/common.ts'
import type { Language } from '../../record/text.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import type { Session } from '../sign-in/session.ts'
import { ROLE_WORDS, words } from '../words.ts'
import { StaffPage } from './frame.tsx'

/** One way in for each state's people. `to`: the page of ours that they wanted. */
export function SignInPage({
  lang,
  path,
  to,
}: {
  readonly lang: Language
  readonly path: string
  readonly to: string
}) {
  const t = words[lang]
  return (
    <StaffPage lang={lang} path={path} title={t.signIn}>
      <PageHead title={t.signIn} lead={t.signInLead} />
      <h2 class="unseen">{t.tenants}</h2>
      <Grid tight>
        {TENANTS.map((tenant) => (
          <Card
            href={`/${lang}/staff/sign-in/${tenant.toLowerCase()}?to=${encodeURIComponent(to)}`}
            title={TENANT_NAMES[tenant][lang]}
          />
        ))}
      </Grid>
    </StaffPage>
  )
}

/** Who is signed in, as what, and the way out. */
export function AccountPage({ lang, path, session }: { lang: Language; path: string; session: Session }) {
  const t = words[lang]
  return (
    <StaffPage lang={lang} path={path} title={t.signOut} session={session}>
      <PageHead
        title={written(session.name, lang)}
        lead={`${TENANT_NAMES[session.tenant][lang]} · ${session.roles.map((role) => ROLE_WORDS[role][lang]).join(lang === 'ar' ? '، ' : ', ')}`}
      />
      <Form action={`/${lang}/staff/sign-out`} hidden={{ csrf: session.csrf }}>
        <Button kind="main">{t.signOut}</Button>
      </Form>
    </StaffPage>
  )
}

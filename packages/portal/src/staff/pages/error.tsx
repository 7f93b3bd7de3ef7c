import { Bdi, Notice, PageHead } from '@rabt/ui'
import { type PortalError, portalMessage } from '../../error/portal-error.ts'
import type { Language } from '../../record/text.ts'
import type { Session } from '../sign-in/session.ts'
import { ROLE_WORDS, words } from '../words.ts'
import { StaffPage } from './frame.tsx'

/** A refusal in words, with its code. */
export function ErrorPage(props: {
  readonly lang: Language
  readonly path: string
  readonly session?: Session | undefined
  readonly error: PortalError
}) {
  const { lang, error } = props
  return (
    <StaffPage lang={lang} path={props.path} title={words[lang].failed} session={props.session}>
      <PageHead title={words[lang].failed} />
      <Notice tone="bad" role="alert">
        <p>{messageOf(error, lang)}</p>
        <p class="soft">
          <Bdi>{error.code}</Bdi>
        </p>
      </Notice>
    </StaffPage>
  )
}

export function messageOf({ code, params }: Pick<PortalError, 'code' | 'params'>, lang: Language): string {
  const role = params.role as keyof typeof ROLE_WORDS | undefined
  const shown =
    role !== undefined && Object.hasOwn(ROLE_WORDS, role) ? { ...params, role: ROLE_WORDS[role][lang] } : params
  return portalMessage(code, lang, shown)
}

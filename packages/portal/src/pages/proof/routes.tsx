import {
  Badge,
  Bdi,
  Button,
  Definitions,
  fileSize,
  type Language,
  Moment,
  messages,
  mixed,
  Notice,
  number,
  PageHead,
  SectionHead,
  Table,
} from '@rabt/ui'
import { Hono } from 'hono'
import type { openProofs, Proof } from '../../harvest/proof.ts'
import { LANGUAGES } from '../../record/text.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'

const words = messages(
  {
    title: (id: string) => `إثبات الإجابة ${id}`,
    lead: (state: string) => `إجابة واحدة من ${state} عن محتواها: متى، وماذا، وما الذي يثبته ملفها.`,
    state: 'أجابت',
    at: 'الوقت',
    request: 'رقم الطلب',
    hash: 'بصمة الطلب',
    digest: 'بصمة الإجابة (SHA-256)',
    size: 'حجم الإجابة',
    evidence: 'الإثبات',
    wanted: 'لم يصل ملف الإثبات بعد؛ يُطلب كل ربع دقيقة.',
    verified: 'تحققت منه البوابة',
    refused: 'رفضته البوابة',
    proved: 'ثبت',
    missing: 'لم يثبت بعد',
    bundle: 'تنزيل ملف الإثبات',
    body: 'تنزيل الإجابة كما جاءت',
    partly: 'في هذه الإجابة أيضًا ما لم يُفتح للقراء بعد. ملفاها يُعطيان حين يُفتح كله.',
    how: 'للتحقق على جهازك دون اتصال:',
    items: 'ما في هذه الإجابة',
    record: 'السجل',
    fingerprint: 'بصمته',
    removed: 'سُحب',
    unnamed: 'بلا اسم',
  },
  {
    title: (id: string) => `Proof of answer ${id}`,
    lead: (state: string) => `One answer of ${state} for its content: when, what, and what its file proves.`,
    state: 'Answered by',
    at: 'Time',
    request: 'Request',
    hash: 'Hash of the request',
    digest: 'Hash of the answer (SHA-256)',
    size: 'Size of the answer',
    evidence: 'Evidence',
    wanted: 'The evidence file is not there yet; it is asked for four times a minute.',
    verified: 'Verified by the portal',
    refused: 'Refused by the portal',
    proved: 'Proved',
    missing: 'Not proved yet',
    bundle: 'Download the evidence file',
    body: 'Download the answer as it came',
    partly: 'This answer also holds what is not open to readers yet. Its files are given out when all of it is.',
    how: 'To verify it on your own machine, offline:',
    items: 'What is in this answer',
    record: 'Record',
    fingerprint: 'Its fingerprint',
    removed: 'withdrawn',
    unnamed: 'without a name',
  },
)

/** `/ar/proof/7`: the answer behind what a state's pages show, its evidence bundle and its body as files. */
export function proofRoutes(site: Site, proofs: ReturnType<typeof openProofs>): Hono {
  const app = new Hono()
  const idOf = (text: string): number | undefined => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined)
  for (const lang of LANGUAGES)
    app.get(`/${lang}/proof/:id`, async (c, next) => {
      const id = idOf(c.req.param('id'))
      const proof = id === undefined ? null : await proofs.get(id)
      return proof === null ? next() : c.html(<ProofPage site={site} lang={lang} proof={proof} />)
    })
  for (const [name, read, type] of [
    ['evidence.rabt', proofs.bundle, 'application/octet-stream'],
    ['answer.json', proofs.body, 'application/json'],
  ] as const)
    app.get(`/proof/:id/${name}`, async (c, next) => {
      const id = idOf(c.req.param('id'))
      const bytes = id === undefined ? null : await read(id)
      if (bytes === null) return next()
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': type,
        'content-disposition': `attachment; filename="${id}-${name}"`,
        'cache-control': 'public, max-age=86400',
      })
    })
  return app
}

function ProofPage({ site, lang, proof }: { readonly site: Site; readonly lang: Language; readonly proof: Proof }) {
  const t = words[lang]
  const title = t.title(number(proof.id, lang))
  const state = TENANT_NAMES[proof.state as keyof typeof TENANT_NAMES][lang]
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path={`/proof/${proof.id}`}
      title={title}
      description={t.lead(state)}
      crumbs={[]}
      unlisted
    >
      <PageHead title={title} lead={t.lead(state)} />
      <Definitions
        rows={[
          [t.state, state],
          [t.at, <Moment value={proof.at.toISOString()} lang={lang} />],
          [t.request, <Bdi>{proof.requestId}</Bdi>],
          [t.hash, proof.requestHash === null ? undefined : <Bdi>{proof.requestHash}</Bdi>],
          [mixed(t.digest, lang), <Bdi>{proof.digest}</Bdi>],
          [t.size, fileSize(proof.bytes, lang)],
        ]}
      />
      <section class="section flow">
        <SectionHead title={t.evidence} id="evidence" />
        <Evidence lang={lang} proof={proof} />
      </section>
      <section class="section">
        <SectionHead title={t.items} id="items" />
        <Table
          lang={lang}
          id="items-table"
          caption={t.items}
          captionUnseen
          columns={[
            {
              label: t.record,
              heads: true,
              cell: ({ id }) =>
                id === null ? (
                  t.unnamed
                ) : (
                  <a href={hrefOf(id, lang)}>
                    <Bdi>{id}</Bdi>
                  </a>
                ),
            },
            {
              label: t.fingerprint,
              cell: ({ digest }) => (digest === null ? t.removed : <Bdi>{digest.slice(0, 24)}</Bdi>),
            },
          ]}
          rows={proof.items}
        />
      </section>
    </Shell>
  )
}

function Evidence({ lang, proof }: { readonly lang: Language; readonly proof: Proof }) {
  const t = words[lang]
  const { report } = proof
  const list = (codes: readonly string[] | undefined) =>
    codes === undefined || codes.length === 0 ? undefined : codes.map((code) => <Bdi>{`${code} `}</Bdi>)
  const partly = proof.isWhole ? '' : <Notice tone="wait">{t.partly}</Notice>
  const answer = proof.isWhole && (
    <Button href={`/proof/${proof.id}/answer.json`} small>
      {t.body}
    </Button>
  )
  if (proof.evidence === 'wanted')
    return (
      <>
        <Notice tone="wait">{t.wanted}</Notice>
        {answer ? <p class="row">{answer}</p> : partly}
      </>
    )
  return (
    <>
      <p>
        <Badge tone={proof.evidence === 'verified' ? 'good' : 'bad'}>
          {proof.evidence === 'verified' ? t.verified : t.refused}
        </Badge>
      </p>
      <Definitions
        rows={[
          [t.proved, list(report?.proved)],
          [t.missing, list(report?.missing)],
          [t.refused, list(report?.code === undefined ? undefined : [report.code])],
        ]}
      />
      {answer ? (
        <>
          <p class="row">
            <Button kind="main" href={`/proof/${proof.id}/evidence.rabt`}>
              {t.bundle}
            </Button>{' '}
            {answer}
          </p>
          <p class="soft">{t.how}</p>
          <pre dir="ltr">{`npx rabt verify ${proof.id}-evidence.rabt --root root.json`}</pre>
        </>
      ) : (
        partly
      )}
    </>
  )
}

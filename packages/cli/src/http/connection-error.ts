import { CliError } from '../error.ts'

/** A failed connection in words. Nothing listening on this machine means that the network is not started. */
export function connectionError(error: unknown, url: URL): CliError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const at = url.host
  if (code === 'ECONNREFUSED' && isLocal(url.hostname)) {
    return new CliError('NOT_RUNNING', {
      en: `Nothing answers at ${at}: the network is not running. Start it with npm start.`,
      ar: `لا أحد يجيب على ${at}: الشبكة لا تعمل. شغّلها بالأمر npm start.`,
    })
  }
  if (code === 'TIMEOUT') {
    return new CliError('CONNECTION', {
      en: `No answer from ${at} in time. Ask the operator of that gateway, or wait longer with --timeout.`,
      ar: `لم يصل جواب من ${at} في الوقت المحدد. اسأل مشغّل البوابة، أو انتظر أطول بالخيار ‎--timeout‎.`,
    })
  }
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME|SSL|TLS/.test(code)) {
    return new CliError('CONNECTION', {
      en: `The certificate at ${at} is not one that you trust (${code}). Another program may hold the port; run rabt doctor.`,
      ar: `الشهادة على ${at} ليست موثوقة لديك (${code}). قد يشغل المنفذ برنامج آخر؛ شغّل rabt doctor.`,
    })
  }
  return new CliError('CONNECTION', {
    en: `The connection to ${at} failed${code === '' ? '' : ` (${code})`}. Check the address and that the gateway runs.`,
    ar: `تعذر الاتصال بـ ${at}${code === '' ? '' : ` (${code})`}. تحقق من العنوان ومن عمل البوابة.`,
  })
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

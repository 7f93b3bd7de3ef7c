/**
 * A one-page PDF 1.4 of a few lines in Latin script: enough for a file that every reader opens. Its title is stored in UTF-16, so it may be
 * Arabic.
 */
export function pdf(title: string, lines: readonly string[]): Uint8Array {
  const text = lines.map((line, at) => `${at === 0 ? '' : '0 -18 Td '}(${literal(line)}) Tj`).join('\n')
  const content = `BT /F1 12 Tf 72 770 Td\n${text}\nET`
  const hex = Buffer.from(`\ufeff${title}`, 'utf16le').swap16().toString('hex').toUpperCase()
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title <${hex}> /Producer (sample) >>`,
  ]
  let file = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n'
  const offsets = objects.map((object, at) => {
    const offset = Buffer.byteLength(file, 'latin1')
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = Buffer.byteLength(file, 'latin1')
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

/** ISO 32000-1 §7.3.4.2. */
function literal(line: string): string {
  return line.replace(/[\\()]/g, '\\$&').replace(/[^\x20-\x7e]/g, '?')
}

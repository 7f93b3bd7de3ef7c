/** RFC 4180, with the byte order mark that spreadsheets need to read Arabic. */
export function csv(rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const cell = (value: string | number): string => {
    const text = String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return Buffer.from(`\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`, 'utf8')
}

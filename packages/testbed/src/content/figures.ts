/** `١٬٢٠٠`, `٩٢٪`, `٠٫٦٢٦٨` of `1 200`, `92 %`, `0.6268` within Arabic. */
export function arabicFigures(text: string): string {
  return text
    .replace(/(?<=\d) (?=\d{3})/g, '٬')
    .replace(/(?<=\d)\.(?=\d)/g, '٫')
    .replace(/(?<=\d) ?%/g, '٪')
    .replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)))
}

/** `1,200` and `92%` of the same, within English. */
export function englishFigures(text: string): string {
  return text.replace(/(?<=\d) (?=\d{3})/g, ',').replace(/(?<=\d) ?%/g, '%')
}

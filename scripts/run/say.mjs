/** Words to the person at the terminal: standard error, so that a command's own output stays clean. English, then Arabic. */
const write = (english, arabic) => process.stderr.write(`rabt: ${english}\nربط: ${arabic}\n`)

export const say = { info: write, error: write }

export { browser, closeBrowser, session, WIDTHS } from './browser.ts'

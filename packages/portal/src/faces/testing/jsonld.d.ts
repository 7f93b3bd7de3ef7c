declare module 'jsonld' {
  interface Options {
    readonly algorithm?: string
    readonly inputFormat?: string
    readonly documentLoader?: (url: string) => Promise<object>
  }
  const jsonld: { canonize(input: object | string, options: Options): Promise<string> }
  export = jsonld
}

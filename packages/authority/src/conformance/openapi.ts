/** OpenAPI 3.1 of the echo, as listed by `getOpenAPI` of a gateway. `server` is the address of the service. */
export function describeEcho(server: string): object {
  const ok = { 200: { description: 'The echo' } }
  return {
    openapi: '3.1.0',
    info: { title: 'الصدى لاختبار المطابقة · Echo for conformance runs', version: '1' },
    servers: [{ url: server }],
    paths: {
      '/': {
        get: { summary: 'Whose it is', responses: ok },
        post: {
          summary: 'Gives back the body',
          requestBody: { content: { 'application/octet-stream': {} } },
          responses: ok,
        },
      },
      '/fault': {
        get: {
          summary: 'A fault of the service itself',
          parameters: [parameter('status', 'query')],
          responses: { default: { description: 'The status that was asked for' } },
        },
      },
      '/slow': {
        get: { summary: 'Answers late', parameters: [parameter('ms', 'query')], responses: ok },
      },
      '/count/{series}/{number}': {
        post: {
          summary: 'Counts one call of a series',
          parameters: [parameter('series', 'path'), parameter('number', 'path')],
          responses: ok,
        },
      },
    },
  }
}

const parameter = (name: string, place: 'query' | 'path') => ({
  name,
  in: place,
  required: place === 'path',
  schema: { type: 'string' },
})

import { createHash } from 'node:crypto'
import type { Header } from '../../src/index.ts'

// Written out as text; the hashes by createHash, not by our own functions.

const sha512 = (bytes: Uint8Array): Buffer => createHash('sha512').update(bytes).digest()
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

const salt = Buffer.alloc(32, 0x5a)
const standIn = (value: string): string =>
  `rabt-digest=${createHash('sha256').update(salt).update(value, 'latin1').digest('base64')}`

const target = '/r1/QA/GOV/MOI/traffic/violations?plate=12345'
const headers: Header[] = [
  ['X-Road-Client', 'KW/GOV/MOI/traffic'],
  ['Accept', 'application/json'],
  ['X-Name', 'caf\u00e9'],
  ['x-road-request-id', '01a0c450-6c00-7aaa-bbbb-bbbbbbbbbbbb'],
]
const requestText = `GET\r\n${target}\r\nX-Road-Client:KW/GOV/MOI/traffic\r\nAccept:application/json\r\nX-Name:caf\u00e9\r\nx-road-request-id:01a0c450-6c00-7aaa-bbbb-bbbbbbbbbbbb\r\n`
const requestBytes = Buffer.from(requestText, 'latin1')
const body = Buffer.from('{"plate":"12345"}')

export const headVectors = () => ({
  format: 'docs/spec/heads.md; texts are latin1, one character an octet',
  requests: [
    { title: 'request with four headers', hex: hex(requestText), value: { method: 'GET', target, headers } },
    {
      title: 'request without headers',
      hex: hex('OPTIONS\r\n/\r\n'),
      value: { method: 'OPTIONS', target: '/', headers: [] },
    },
  ],
  responses: [
    {
      title: 'response with reason',
      hex: hex('200 OK\r\nContent-Type:application/json\r\nSet-Cookie:\r\n'),
      value: {
        status: 200,
        reason: 'OK',
        headers: [
          ['Content-Type', 'application/json'],
          ['Set-Cookie', ''],
        ],
      },
    },
    { title: 'response without reason', hex: hex('204 \r\n'), value: { status: 204, reason: '', headers: [] } },
  ],
  requestHashes: [
    {
      title: 'without body',
      head: requestBytes.toString('hex'),
      body: null,
      hash: sha512(requestBytes).toString('base64'),
    },
    {
      title: 'with body',
      head: requestBytes.toString('hex'),
      body: body.toString('hex'),
      hash: sha512(Buffer.concat([sha512(requestBytes), sha512(body)])).toString('base64'),
    },
  ],
  secrets: [
    {
      title: 'two secrets of a request',
      direction: 'request',
      salt: salt.toString('hex'),
      headers: [
        ['Authorization', 'Bearer sample'],
        ['Accept', '*/*'],
        ['cookie', 'a=1'],
      ],
      stored: [
        ['Authorization', standIn('Bearer sample')],
        ['Accept', '*/*'],
        ['cookie', standIn('a=1')],
      ],
      secrets: [
        ['Authorization', hex('Bearer sample')],
        ['cookie', hex('a=1')],
      ],
    },
    {
      title: 'secret of a response',
      direction: 'response',
      salt: salt.toString('hex'),
      headers: [['Set-Cookie', 's=1; Secure']],
      stored: [['Set-Cookie', standIn('s=1; Secure')]],
      secrets: [['Set-Cookie', hex('s=1; Secure')]],
    },
  ],
  refusedRequests: [
    { title: 'bare LF', hex: hex('GET\n/\n'), code: 'MALFORMED_REQUEST' },
    { title: 'last line without CRLF', hex: hex('GET\r\n/\r\na:b'), code: 'MALFORMED_REQUEST' },
    { title: 'empty line', hex: hex('GET\r\n/\r\n\r\n'), code: 'MALFORMED_REQUEST' },
    { title: 'space in the target', hex: hex('GET\r\n/a b\r\n'), code: 'MALFORMED_REQUEST' },
    { title: 'LF in a value', hex: hex('GET\r\n/\r\na:b\nc:d\r\n'), code: 'MALFORMED_REQUEST' },
    { title: 'NUL in a value', hex: hex('GET\r\n/\r\na:b\0\r\n'), code: 'MALFORMED_REQUEST' },
    { title: 'space in a name', hex: hex('GET\r\n/\r\na b:c\r\n'), code: 'MALFORMED_REQUEST' },
  ],
  refusedResponses: [
    { title: 'status of two digits', hex: hex('99 \r\n'), code: 'INCONSISTENT_RESPONSE' },
    { title: 'no space after the status', hex: hex('200\r\n'), code: 'INCONSISTENT_RESPONSE' },
    { title: 'folded line', hex: hex('200 OK\r\na:b\r\n c\r\n'), code: 'INCONSISTENT_RESPONSE' },
  ],
})

import { element } from './xml.ts'

/** SOAP 1.1 §4.4 fault, as X-Road's catch-all handler answers; `detail` is the identifier of the entry in our log. */
export function soapFault(faultCode: string, faultString: string, detail: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>' +
    element('faultcode', faultCode) +
    element('faultstring', faultString) +
    '<faultactor></faultactor><detail>' +
    `<xroad:faultDetail xmlns:xroad="http://x-road.eu/xsd/xroad.xsd">${detail}</xroad:faultDetail>` +
    '</detail></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>'
  )
}

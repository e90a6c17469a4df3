/** Small real files for walks, benches and tests: what they hold is told by their bytes, not by their names. */

/** A PDF of one page with one line of ASCII text. @param padding bytes of a comment, to make it as large as wanted */
export function samplePdf(text: string, padding = 0): Buffer {
  const stream = `BT /F1 18 Tf 72 720 Td (${text.replace(/[^ -~]|[()\\]/g, '.')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const head = `%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n${padding > 0 ? `%${'.'.repeat(padding)}\n` : ''}`;
  const offsets: number[] = [];
  let body = head;
  objects.forEach((object, index) => {
    offsets.push(body.length);
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}

export function sampleXml(values: Readonly<Record<string, string>>): Buffer {
  const rows = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<form>${rows.join('')}</form>\n`, 'utf8');
}

export function sampleText(text: string): Buffer {
  return Buffer.from(`${text}\n`, 'utf8');
}

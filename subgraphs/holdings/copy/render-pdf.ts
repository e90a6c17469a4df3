/** A copy as a PDF: what it holds, its files, and on every page the mark of who keeps the record and who asked. */
// oxlint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit';
import type { CopyContent, CopyFile } from './content.ts';
import { copyFont, toPrintable } from './font.ts';
import type { CopyKind } from '../use-rules.ts';

/** What stands on the copy beside the record. */
export interface CopyFacts {
  readonly kind: CopyKind;
  readonly number: string;
  readonly mark: string;
  readonly code: string;
  readonly keeper: string;
  readonly issuedAs: string;
  readonly issuedAt: string;
  readonly purpose: string;
  readonly forWhom: string;
  readonly verifyUrl: string;
}

/** A file of the record with its bytes; null: too large to go along, named by its digests alone. */
export interface AttachedFile extends CopyFile {
  readonly content: Buffer | null;
}

export interface CopyParts {
  readonly facts: CopyFacts;
  readonly content: CopyContent;
  readonly files: readonly AttachedFile[];
}

export interface RenderedPdf {
  readonly pages: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const MARGIN = 56;
const BOTTOM = 110;
const FONT = 'copy';
const RED = '#b01020';
const GREY = '#767676';
const HEADING: Readonly<Record<CopyKind, string>> = { CERTIFIED: '档案凭证副本', WORKING: '档案工作副本' };
const EFFECT: Readonly<Record<CopyKind, string>> = {
  CERTIFIED: '本副本由保管机构出具，与其保管的电子档案一致，具有凭证效力。',
  WORKING: '工作副本，仅供查阅，不具有凭证效力。',
};

type Pdf = InstanceType<typeof PDFDocument>;

/** Pages wait until all are laid out, since each says how many there are. */
export function renderPdf(parts: CopyParts): RenderedPdf {
  const { facts, content, files } = parts;
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: BOTTOM },
    bufferPages: true,
    pdfVersion: '1.7',
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: `${HEADING[facts.kind]} ${facts.number}`, CreationDate: new Date(facts.issuedAt) },
  });
  pdf.registerFont(FONT, copyFont().bytes);
  pdf.font(FONT);
  front(pdf, facts);
  record(pdf, content);
  attachments(pdf, files);
  for (const file of files) image(pdf, file);
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) stamp(pdf, parts, { page, count });
  pdf.end();
  return { pages: count, bytes: pdf };
}

function front(pdf: Pdf, facts: CopyFacts): void {
  pdf.fillColor('black').fontSize(20).text(HEADING[facts.kind], { align: 'center' });
  pdf
    .moveDown(0.3)
    .fontSize(10)
    .fillColor(facts.kind === 'CERTIFIED' ? RED : GREY);
  pdf.text(EFFECT[facts.kind], { align: 'center' }).moveDown(1);
  rows(pdf, [
    ['保管机构', `${facts.issuedAs}（${facts.keeper}）`],
    ['副本编号', facts.number],
    ['出具时间', facts.issuedAt.slice(0, 16).replace('T', ' ')],
    ['出具对象', facts.forWhom],
    ['用途', facts.purpose],
    ['验证地址', facts.verifyUrl],
    ['验证码', facts.code],
  ]);
}

function record(pdf: Pdf, content: CopyContent): void {
  heading(pdf, '档案信息');
  rows(
    pdf,
    content.fields.map(({ name, value, isMasked }) => [name, isMasked ? `${value}（已脱敏）` : value]),
  );
  if (content.withheld.length === 0) return;
  heading(pdf, '未提供的内容');
  rows(
    pdf,
    content.withheld.map(({ name, clause }) => [name, `依法不予提供（${clause}）`]),
  );
}

function attachments(pdf: Pdf, files: readonly AttachedFile[]): void {
  if (files.length === 0) return;
  heading(pdf, '文件');
  for (const [at, { content, ...file }] of files.entries()) {
    const name = `${at + 1}. ${file.name}`;
    const where = content === null ? '文件过大，未随附；以摘要为准' : '随附于本文件';
    rows(pdf, [
      ['文件', `${name}（${file.format}，${file.bytes} 字节，${where}）`],
      ['SM3', file.sm3],
      ['SHA-256', file.sha256],
    ]);
    if (content === null) continue;
    // Attachment names are ASCII: what the file is called stands on the page.
    pdf.file(content, { name: `file-${at + 1}.${file.format.toLowerCase()}`, description: file.sm3, hidden: false });
  }
}

/** Images are pages too, so that whoever prints the copy has them. */
function image(pdf: Pdf, { content, format, name }: AttachedFile): void {
  if (content === null || format !== 'JPEG') return;
  pdf.addPage();
  pdf.fillColor('black').fontSize(9).text(toPrintable(name), MARGIN, MARGIN).moveDown(0.5);
  const { page, x, y } = pdf;
  pdf.image(content, x, y, { fit: [page.width - 2 * MARGIN, page.height - BOTTOM - y - 10], align: 'center' });
}

function heading(pdf: Pdf, text: string): void {
  pdf.moveDown(0.8).fillColor('black').fontSize(13).text(text, MARGIN).moveDown(0.3);
}

const LABEL_WIDTH = 96;

function rows(pdf: Pdf, pairs: readonly (readonly [string, string])[]): void {
  const width = pdf.page.width - 2 * MARGIN - LABEL_WIDTH;
  pdf.fontSize(10.5);
  for (const [label, value] of pairs) {
    const text = toPrintable(value);
    const height = pdf.heightOfString(text, { width });
    if (pdf.y + Math.min(height, 200) > pdf.page.height - BOTTOM) pdf.addPage();
    const { y } = pdf;
    pdf.fillColor(GREY).text(label, MARGIN, y, { width: LABEL_WIDTH });
    pdf.fillColor('black').text(text, MARGIN + LABEL_WIDTH, y, { width });
    pdf.moveDown(0.25);
  }
}

/** The visible mark, and across the page the mark that leads to who asked. */
function stamp(
  pdf: Pdf,
  { facts, content }: CopyParts,
  { page, count }: { readonly page: number; readonly count: number },
): void {
  pdf.switchToPage(page);
  const { width, height } = pdf.page;
  pdf.page.margins.bottom = 0;
  pdf
    .save()
    .rotate(-35, { origin: [width / 2, height / 2] })
    .fillColor('black')
    .fillOpacity(0.06)
    .fontSize(44);
  pdf.text(facts.mark, 0, height / 2 - 30, { width, align: 'center', lineBreak: false });
  pdf.restore().fillOpacity(1);
  const top = height - BOTTOM + 14;
  const color = facts.kind === 'CERTIFIED' ? RED : GREY;
  pdf
    .lineWidth(1)
    .rect(MARGIN, top, width - 2 * MARGIN, 64)
    .stroke(color);
  const line = (at: number, text: string): void =>
    void pdf.text(toPrintable(text), MARGIN + 8, top + 7 + at * 17, {
      width: width - 2 * MARGIN - 16,
      height: 14,
      ellipsis: true,
    });
  pdf.fillColor(color).fontSize(9);
  line(0, `${facts.issuedAs} · ${HEADING[facts.kind]} · ${facts.number} · 第 ${page + 1} 页 共 ${count} 页`);
  line(1, `${facts.issuedAt.slice(0, 10)} 出具给 ${facts.forWhom}，用途：${facts.purpose}`);
  const reference = content.referenceCode === null ? '' : `档号 ${content.referenceCode} · `;
  line(2, `${reference}追溯标记 ${facts.mark} · 验证 ${facts.verifyUrl}`);
}

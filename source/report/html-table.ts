import type {ReportCell, ReportColumn, ReportTable} from './report-table.ts';

/** Those whose rows have no order of their own. */
const sortable = new Set([
  'endpoints',
  'plateaus',
  'errors',
  'checks',
  'scenarios',
  'before-after',
  'events',
  'load-steps',
]);

/** A heading, the note, and the table; reads without JavaScript. */
export function htmlTable({id, title, note, columns, rows}: ReportTable): string {
  const isSortable = sortable.has(id);
  const heads = columns.map((column) => {
    const text = escapeHtml(column.head);
    return `<th scope="col"${alignOf(column)}>${isSortable ? `<button type="button">${text}</button>` : text}</th>`;
  });
  const body = rows.map((cells, index) => {
    const isPinned = id === 'endpoints' && index === 0;
    const texts = cells.map((cell, at) => htmlCell(cell, columns[at]!));
    return `<tr${isPinned ? ' class="pinned"' : ''}>${texts.join('')}</tr>`;
  });
  const table =
    rows.length === 0
      ? ''
      : `<div class="scroll"><table class="report${isSortable ? ' sortable' : ''}" id="table-${id}">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
  return `<section id="${id}">
<h2>${escapeHtml(title)}</h2>
${note === null ? '' : `<p class="note">${escapeHtml(note)}</p>`}
${table}
</section>`;
}

function htmlCell({text, value, tone}: ReportCell, column: ReportColumn): string {
  const order = value === undefined ? '' : ` data-value="${value ?? ''}"`;
  const content = escapeHtml(text);
  return `<td${alignOf(column)}${order}>${tone === undefined ? content : `<span class="${tone}">${content}</span>`}</td>`;
}

function alignOf({align}: ReportColumn): string {
  return align === 'right' ? ' class="right"' : '';
}

/** Foreign text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .toWellFormed();
}

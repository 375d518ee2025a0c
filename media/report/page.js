/* global uPlot */
(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('report-data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const print = matchMedia('print');
  const paint = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const three = (value) => {
    const size = Math.abs(value);
    return size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  };
  const orNone = (print) => (_, value) => (value === null || value === undefined ? '--' : print(value));
  const latency = (ms) =>
    ms < 0.9995 ? `${Math.round(ms * 1000)}µs` : ms < 999.5 ? `${three(ms)}ms` : `${three(ms / 1000)}s`;
  const amount = (value) =>
    value >= 999_500 ? `${three(value / 1e6)}M` : value >= 9995 ? `${three(value / 1000)}k` : three(value);
  const share = (percent) => `${three(percent)}%`;
  const bytes = (value) => (value >= 999.5e6 ? `${three(value / 1e9)}GB` : `${three(value / 1e6)}MB`);
  const tidy = (text) => text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return (parts[0] > 0 ? parts : parts.slice(1)).map((part) => String(part).padStart(2, '0')).join(':');
  };
  const percentile = (x) => tidy((100 - 100 / x).toPrecision(x >= 1000 ? 6 : 5));

  /** A line of a plot, its colour read anew for each drawing. */
  const line = (label, colour, print, more = {}) => ({
    label,
    stroke: () => paint(colour),
    width: 1.5,
    value: orNone(print),
    points: {show: false},
    ...more,
  });

  const axis = (print, more = {}) => ({
    stroke: () => paint('soft'),
    grid: {stroke: () => paint('grid'), width: 1},
    ticks: {stroke: () => paint('grid'), width: 1},
    values: (_, splits) => splits.map((value) => (value === null ? '' : tidy(print(value)))),
    ...more,
  });

  /** Plateaus as bands under the lines, events as dashed verticals with their number over them. */
  const timeMarks = () => ({
    hooks: {
      drawClear: [
        (plot) => {
          const {ctx, bbox} = plot;
          for (const {from, to, steady} of data.plateaus) {
            const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
            const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
            if (right <= left) continue;
            ctx.fillStyle = paint(steady === false ? 'band-near' : 'band');
            ctx.fillRect(left, bbox.top, right - left, bbox.height);
          }
        },
      ],
      draw: [
        (plot) => {
          const {ctx, bbox} = plot;
          ctx.save();
          ctx.strokeStyle = paint('near');
          ctx.fillStyle = paint('near');
          ctx.textAlign = 'left';
          ctx.textBaseline = 'top';
          ctx.lineWidth = devicePixelRatio;
          ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
          ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
          let free = Number.NEGATIVE_INFINITY;
          for (const {at, number} of data.events) {
            const left = plot.valToPos(at, 'x', true);
            if (left < bbox.left || left > bbox.left + bbox.width) continue;
            ctx.beginPath();
            ctx.moveTo(left, bbox.top);
            ctx.lineTo(left, bbox.top + bbox.height);
            ctx.stroke();
            if (left < free) continue;
            ctx.fillText(String(number), left + 2 * devicePixelRatio, bbox.top + devicePixelRatio);
            free = left + 18 * devicePixelRatio;
          }
          ctx.restore();
        },
      ],
    },
  });

  const bound = () => ({
    hooks: {
      draw: [
        (plot) => {
          if (data.boundMs === null) return;
          const {ctx, bbox} = plot;
          const top = plot.valToPos(data.boundMs, 'y', true);
          if (top < bbox.top || top > bbox.top + bbox.height) return;
          ctx.save();
          ctx.strokeStyle = paint('over');
          ctx.fillStyle = paint('over');
          ctx.lineWidth = devicePixelRatio;
          ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
          ctx.beginPath();
          ctx.moveTo(bbox.left, top);
          ctx.lineTo(bbox.left + bbox.width, top);
          ctx.stroke();
          ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
          ctx.textAlign = 'right';
          ctx.textBaseline = 'bottom';
          ctx.fillText(data.boundLabel, bbox.left + bbox.width - 4 * devicePixelRatio, top - 4 * devicePixelRatio);
          ctx.restore();
        },
      ],
    },
  });

  const timeAxis = () => axis(clock, {space: 60, values: (_, splits) => splits.map(clock)});
  const timeX = {label: 'time', value: orNone(clock)};
  const fromZero = {range: (_, min, max) => [0, max > 0 ? max * 1.05 : 1]};
  const latencyScale = (log) => (log ? {distr: 3} : fromZero);
  const logSplits = (log) =>
    log ? {filter: (_, splits) => splits.map((v) => (/^[125]/.test(v.toExponential()) ? v : null))} : {};
  const {series, scatter, curves} = data;

  const plots = {
    latency: (log) => ({
      columns: [series.time, series.p50, series.p95, series.p99],
      options: {
        scales: {x: {time: false}, y: latencyScale(log)},
        axes: [timeAxis(), axis(latency, {size: 64, ...logSplits(log)})],
        series: [
          timeX,
          line('p50', 'p50', latency, {width: 1}),
          line('p95', 'p95', latency, {width: 2}),
          line('p99', 'p99', latency, {width: 1, dash: [5, 3]}),
        ],
        plugins: [timeMarks(), bound()],
      },
    }),
    throughput: () => ({
      columns: [series.time, series.requestsPerSecond, series.errorsPerSecond],
      options: {
        scales: {x: {time: false}, y: fromZero},
        axes: [timeAxis(), axis(amount, {size: 56})],
        series: [
          timeX,
          line('req/s', 'ok', amount, {width: 2}),
          line('errors/s', 'over', amount, {dash: [4, 2], width: 2}),
        ],
        plugins: [timeMarks()],
      },
    }),
    load: () => ({
      columns: [series.time, series.vus, series.target, series.inFlight],
      options: {
        scales: {x: {time: false}, y: fromZero},
        axes: [timeAxis(), axis(amount, {size: 56})],
        series: [
          timeX,
          line('VUs', 'ok', amount, {width: 2}),
          line(data.targetLabel, 'base', amount, {dash: [2, 3]}),
          line('in flight', 'p50', amount, {width: 1}),
        ],
        plugins: [timeMarks()],
      },
    }),
    host: () => ({
      columns: [series.time, series.cpu, series.memory],
      options: {
        scales: {x: {time: false}, y: {range: [0, 100]}, bytes: fromZero},
        axes: [
          timeAxis(),
          axis(share, {size: 56}),
          axis(bytes, {size: 64, scale: 'bytes', side: 1, grid: {show: false}}),
        ],
        series: [
          timeX,
          line('CPU', 'ok', share, {width: 2, spanGaps: true}),
          line('memory', 'base', bytes, {scale: 'bytes', dash: [4, 2], spanGaps: true}),
        ],
        plugins: [timeMarks()],
      },
    }),
    scatter: (log) => ({
      columns: [scatter.level, scatter.p95, ...scatter.held.map(({p95}) => p95)],
      options: {
        scales: {x: {time: false, range: (_, min, max) => [0, max > 0 ? max * 1.03 : 1]}, y: latencyScale(log)},
        axes: [axis(amount), axis(latency, {size: 64, ...logSplits(log)})],
        series: [
          {label: data.levelLabel, value: orNone(amount)},
          line('p95, a second', 'ok', latency, {
            paths: () => null,
            points: {show: true, size: 4, width: 1, fill: () => paint('panel')},
          }),
          ...scatter.held.map(({label, isOver}) =>
            line(label, isOver ? 'over' : 'ok', latency, {
              paths: () => null,
              points: {show: true, size: 10, width: 2, fill: () => paint(isOver ? 'over' : 'ok')},
            }),
          ),
        ],
        plugins: [bound()],
      },
    }),
    percentiles: (log) => ({
      columns: [curves.x, ...curves.lines.map(({ms}) => ms)],
      options: {
        scales: {x: {time: false, distr: 3}, y: latencyScale(log)},
        axes: [
          axis((x) => percentile(x), {
            filter: (_, splits) => splits.map((v) => (/^1e/.test(v.toExponential()) ? v : null)),
            values: (_, splits) => splits.map((v) => (v === null ? '' : `${percentile(v)}%`)),
          }),
          axis(latency, {size: 64, ...logSplits(log)}),
        ],
        series: [
          {label: 'percentile', value: orNone((x) => `${percentile(x)}%`)},
          ...curves.lines.map(({label}, index) =>
            line(label, index === 0 ? 'ok' : 'base', latency, {
              width: 2,
              spanGaps: true,
              ...(index > 0 && {dash: [2, 3]}),
            }),
          ),
        ],
      },
    }),
  };

  document.getElementById('plots-off')?.remove();
  document.querySelector('.plots')?.removeAttribute('hidden');

  const heightOf = (width) => (width < 420 ? 200 : 260);

  for (const figure of document.querySelectorAll('.plot')) {
    const make = plots[figure.dataset.plot];
    const place = figure.querySelector('.canvas');
    const button = figure.querySelector('button');
    let log = false;
    let plot = null;
    const draw = () => {
      plot?.destroy();
      const width = Math.floor(place.clientWidth);
      const {columns, options} = make(log);
      plot = new uPlot(
        {
          width,
          height: heightOf(width),
          padding: [12, 12, 0, 0],
          ...options,
          cursor: {drag: {x: true, y: false}, ...(series.time === columns[0] && {sync: {key: 'time'}})},
        },
        columns,
        place,
      );
    };
    draw();
    button?.addEventListener('click', () => {
      log = !log;
      button.setAttribute('aria-pressed', String(log));
      draw();
    });
    for (const query of [dark, print]) query.addEventListener('change', draw);
    new ResizeObserver(() => {
      const width = Math.floor(place.clientWidth);
      if (width > 0 && width !== plot.width) plot.setSize({width, height: heightOf(width)});
    }).observe(place);
  }

  /** What is not known stays last, whichever way rows are ordered. */
  const compare = (a, b, sign) => {
    if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
    return sign * (typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : a.text.localeCompare(b.text));
  };

  const sortKey = (row, column) => {
    const cell = row.cells[column];
    const {value} = cell.dataset;
    const text = cell.textContent;
    return {row, text, value: value === undefined ? text : value === '' ? null : Number(value)};
  };

  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.tHead.rows[0].cells];
    const [body] = table.tBodies;
    for (const [column, head] of heads.entries()) {
      head.querySelector('button').addEventListener('click', () => {
        const isFigure = head.classList.contains('right');
        const before = head.getAttribute('aria-sort');
        const descending = before === null ? isFigure : before === 'ascending';
        for (const one of heads) one.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        const rows = [...body.rows].filter((row) => !row.classList.contains('pinned'));
        const keys = rows.map((row) => sortKey(row, column));
        keys.sort((a, b) => compare(a, b, descending ? -1 : 1));
        body.append(...keys.map(({row}) => row));
      });
    }
  }
})();

namespace Weft;

/// <summary>
/// The page of a report without its numbers: text of the code and not a resource, which programs would carry that write no report.
/// </summary>
internal static class TrainingReportTemplate
{
    /// <summary>HTML, CSS and a script; <c>{{data}}</c> is where the numbers go.</summary>
    public const string Text =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Training</title>
        <style>
        :root {
          color-scheme: light dark;
          --page: #fbfbfa; --card: #ffffff; --text: #1c1c1a; --quiet: #5d5d58; --line: #d9d9d3; --first: #1d4ed8; --second: #b45309;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #171716; --card: #20201e; --text: #ececea; --quiet: #a8a8a1; --line: #3a3a36; --first: #7db2ff; --second: #fbbf24;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1rem; max-width: 80rem; background: var(--page); color: var(--text);
          font: 1rem/1.5 system-ui, "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic", sans-serif;
        }
        h1 { margin: 0; font-size: 1.4rem; overflow-wrap: anywhere; }
        h2 { margin: 0 0 .25rem; font-size: 1rem; }
        p { margin: .25rem 0; color: var(--quiet); }
        label { display: inline-flex; gap: .4rem; align-items: center; min-height: 2rem; }
        main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin-top: 1rem; }
        section { min-width: 0; padding: .75rem 1rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
        .wide { grid-column: 1 / -1; }
        svg { display: block; width: 100%; }
        svg text { fill: var(--quiet); font-size: 12px; }
        .grid { stroke: var(--line); }
        .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .first { stroke: var(--first); }
        .second { stroke: var(--second); }
        .dot { fill: var(--second); }
        .key::before {
          content: ""; display: inline-block; width: 1.2rem; height: 3px; margin: 0 .35rem .25rem 0; background: var(--first);
        }
        .key + .key { margin-left: 1rem; }
        .key + .key::before { background: var(--second); }
        .value { min-height: 1.5rem; color: var(--text); font-variant-numeric: tabular-nums; }
        pre { margin: .25rem 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
        table { border-collapse: collapse; }
        th, td { padding: .2rem 1rem .2rem 0; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }
        th { color: var(--quiet); white-space: nowrap; }
        :focus-visible { outline: 3px solid var(--second); outline-offset: 2px; }
        </style>
        </head>
        <body>
        <header>
        <h1 id="title"></h1>
        <p id="state"></p>
        <label id="again"><input type="checkbox" checked> Look for news every 5 seconds</label>
        </header>
        <noscript>The numbers are in this page; a script of its own draws them. It asks no network.</noscript>
        <main id="main"></main>
        <script type="application/json" id="data">{{data}}</script>
        <script>
        "use strict";
        const data = JSON.parse(document.getElementById("data").textContent);
        const main = document.getElementById("main"), steps = data.points.map(point => point[0]);
        const written = new Date(data.written);

        function create(tag, parent, text, attributes = {}) {
          const name = ["svg", "path", "line", "text", "circle"].includes(tag) ? "http://www.w3.org/2000/svg" : null;
          const element = name ? document.createElementNS(name, tag) : document.createElement(tag);
          if (text !== undefined) element.textContent = text;
          for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
          parent.append(element);
          return element;
        }

        // Four digits that count, in powers of ten where there are many.
        function format(value) {
          if (value === null || value === undefined) return "none";
          const size = Math.abs(value);
          if (size >= 1000) return Math.round(value).toLocaleString("en-US");
          return size === 0 || size >= 0.0001 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
        }

        // Some round numbers from one to another.
        function ticks(least, most, count) {
          const rough = (most - least) / count || 1, power = 10 ** Math.floor(Math.log10(rough));
          const step = power * [1, 2, 5, 10].find(factor => factor * power >= rough);
          const values = [];
          for (let value = Math.ceil(least / step) * step; value <= most + step / 1e6; value += step) values.push(value);
          return values;
        }

        // Each series is a name and its points, [step, value]. How wide a chart is, is known when all sections are there.
        let waiting = [];

        function chart(title, ...series) {
          const section = create("section", main), heading = create("h2", section, title);
          heading.id = "chart" + main.children.length;
          section.setAttribute("aria-labelledby", heading.id);
          const keys = create("p", section);
          if (series.length > 1) series.forEach(item => create("span", keys, item.name, { class: "key" }));
          const value = create("p", section, "", { class: "value", "aria-live": "polite" });
          const svg = create("svg", section, undefined, { height: 230, role: "img", tabindex: 0 });
          waiting.push(() => drawChart(section, title, series, svg, value));
        }

        function drawChart(section, title, series, svg, value) {
          const known = series.map(item => item.points.filter(point => point[1] !== null));
          const all = known.flat(), width = Math.max(260, section.clientWidth - 34), height = 230, left = 62, bottom = 24, top = 8;
          svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
          if (all.length === 0) {
            create("text", svg, "Nothing yet", { x: left, y: height / 2 });
            return;
          }
          const first = Math.min(...all.map(point => point[0])), last = Math.max(...all.map(point => point[0]), first + 1);
          let least = Math.min(...all.map(point => point[1])), most = Math.max(...all.map(point => point[1]));
          const margin = (most - least) * 0.05 || Math.abs(most) * 0.05 || 1;
          least = least >= 0 ? Math.max(0, least - margin) : least - margin;
          most += margin;
          const x = step => left + (width - left - 8) * (step - first) / (last - first);
          const y = amount => height - bottom - (height - bottom - top) * (amount - least) / (most - least);
          for (const amount of ticks(least, most, 4)) {
            create("line", svg, undefined, { class: "grid", x1: left, x2: width - 8, y1: y(amount), y2: y(amount) });
            create("text", svg, format(amount), { x: left - 6, y: y(amount) + 4, "text-anchor": "end" });
          }
          for (const step of ticks(first, last, Math.max(3, Math.floor(width / 110))).filter(Number.isInteger)) {
            create("text", svg, format(step), { x: Math.min(x(step), width - 24), y: height - 6, "text-anchor": "middle" });
          }
          known.forEach((points, at) => {
            const path = points.map((point, i) => `${i ? "L" : "M"}${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join("");
            create("path", svg, undefined, { class: "curve " + ["first", "second"][at], d: path });
            if (at > 0) points.forEach(point => create("circle", svg, undefined, { class: "dot", cx: x(point[0]), cy: y(point[1]), r: 3 }));
          });
          const mark = create("line", svg, undefined, { class: "grid", y1: top, y2: height - bottom });
          const near = (points, step) => points.reduce((a, b) => Math.abs(b[0] - step) < Math.abs(a[0] - step) ? b : a);
          const say = step => {
            const point = near(known[0].length ? known[0] : known[1], step);
            mark.setAttribute("x1", x(point[0]));
            mark.setAttribute("x2", x(point[0]));
            value.textContent = `step ${format(point[0])}: ` + series.map((item, at) => {
              if (known[at].length === 0) return "";
              const [there, amount] = near(known[at], point[0]);
              return (item.name ? item.name + " " : "") + format(amount) + (there === point[0] ? "" : ` (after step ${format(there)})`);
            }).filter(Boolean).join(", ");
            svg.setAttribute("aria-label", `${title}, ${value.textContent}`);
            svg.step = point[0];
          };
          say(last);
          svg.onpointermove = event => say(first + (last - first) * (event.offsetX * width / svg.clientWidth - left) / (width - left - 8));
          svg.onkeydown = event => {
            const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (!direction) return;
            event.preventDefault();
            const index = known[0].findIndex(point => point[0] === svg.step) + direction;
            if (known[0][index]) say(known[0][index][0]);
          };
        }

        function column(index) {
          return data.points.map(point => [point[0], point[index]]);
        }

        function draw() {
          main.replaceChildren();
          waiting = [];
          chart("Loss, in nats for each label", { name: "training", points: column(1) }, { name: "validation", points: data.validation });
          chart("Learning rate", { points: column(2) });
          chart("Norm of the gradients", { points: column(3) });
          chart("Tokens per second", { points: column(4) });
          if (data.samples.length > 0) {
            const samples = create("section", main, undefined, { class: "wide" });
            create("h2", samples, "What it writes");
            let parent = samples;
            for (const [step, text] of [...data.samples].reverse()) {
              create("p", parent, `After step ${format(step)}`);
              create("pre", parent, text);
              if (parent === samples && data.samples.length > 1) {
                parent = create("details", samples);
                create("summary", parent, "What it wrote before");
              }
            }
          }
          const summary = create("section", main, undefined, { class: "wide" });
          create("h2", summary, "The model and its training");
          const table = create("table", summary);
          for (const [name, value] of data.summary) {
            const row = create("tr", table);
            create("th", row, name, { scope: "row" });
            create("td", row, value);
          }
          waiting.forEach(chartOf => chartOf());
        }

        document.title = data.model + ": training";
        document.getElementById("title").textContent = "Training of " + data.model;
        document.getElementById("state").textContent =
          `${steps.length ? "Step " + format(steps[steps.length - 1]) : "No step yet"}, ${written.toLocaleString()}`
          + (data.running ? "; it goes on." : "; the run has ended.");
        const again = document.getElementById("again");
        again.hidden = !data.running;
        again.style.display = data.running ? "" : "none";
        if (data.running) setInterval(() => { if (again.firstElementChild.checked && !document.hidden) location.reload(); }, 5000);
        addEventListener("resize", draw);
        draw();
        </script>
        </body>
        </html>

        """;
}

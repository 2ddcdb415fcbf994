using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>What the engine's meter measures, as the text that Prometheus reads.</summary>
internal sealed class PrometheusMetrics : IDisposable
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (Instrument Instrument, SortedDictionary<string, double> Values)> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (Instrument Instrument, long[] Counts, double Sum)> _histograms = new(StringComparer.Ordinal);

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Engine.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => this.Set(instrument, value, tags, isSum: true));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => this.Set(instrument, value, tags, isSum: false));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => this.Add(instrument, value));
        _listener.Start();
    }

    /// <summary>Writes them all.</summary>
    public Task WriteAsync(HttpContext context)
    {
        _listener.RecordObservableInstruments();
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";

        return context.Response.WriteAsync(this.Write(), context.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Set(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool isSum)
    {
        string labels = tags.Length == 0 ? "" : $"{{{tags[0].Key}=\"{tags[0].Value}\"}}";

        lock (_lock)
        {
            if (!_numbers.TryGetValue(instrument.Name, out (Instrument Instrument, SortedDictionary<string, double> Values) entry))
            {
                entry = (instrument, new SortedDictionary<string, double>(StringComparer.Ordinal));
                _numbers.Add(instrument.Name, entry);
            }

            entry.Values[labels] = value + (isSum ? entry.Values.GetValueOrDefault(labels) : 0);
        }
    }

    private void Add(Instrument instrument, double value)
    {
        lock (_lock)
        {
            (Instrument Instrument, long[] Counts, double Sum) entry = _histograms.GetValueOrDefault(instrument.Name, (instrument, new long[Buckets.Length + 1], 0));
            int bucket = Array.FindIndex(Buckets, bound => value <= bound);
            entry.Counts[bucket < 0 ? Buckets.Length : bucket]++;
            _histograms[instrument.Name] = entry with { Sum = entry.Sum + value };
        }
    }

    private string Write()
    {
        StringBuilder text = new();

        lock (_lock)
        {
            foreach ((Instrument instrument, SortedDictionary<string, double> values) in _numbers.Values)
            {
                bool isCounter = instrument is Counter<long>;
                string name = NameOf(instrument) + (isCounter ? "_total" : "");
                Head(text, name, instrument, isCounter ? "counter" : "gauge");

                foreach ((string labels, double value) in values)
                {
                    Line(text, name + labels, value);
                }
            }

            foreach ((Instrument instrument, long[] counts, double sum) in _histograms.Values)
            {
                WriteHistogram(text, NameOf(instrument) + "_seconds", instrument, counts, sum);
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {Environment.WorkingSet}\n").ToString();
    }

    private static void WriteHistogram(StringBuilder text, string name, Instrument instrument, long[] counts, double sum)
    {
        Head(text, name, instrument, "histogram");
        long below = 0;

        for (int bucket = 0; bucket < Buckets.Length; bucket++)
        {
            below += counts[bucket];
            Line(text, string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{Buckets[bucket]}\"}}"), below);
        }

        Line(text, $"{name}_bucket{{le=\"+Inf\"}}", counts.Sum());
        Line(text, $"{name}_sum", sum);
        Line(text, $"{name}_count", counts.Sum());
    }

    private static void Head(StringBuilder text, string name, Instrument instrument, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, double value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value:R}\n");

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_');
}

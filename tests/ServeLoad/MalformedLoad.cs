using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace Weft.ServeLoad;

/// <summary>Requests that cannot be: each must be answered with a status of 400 to 499, and the server must be as before.</summary>
internal static class MalformedLoad
{
    private const string Whole = """{"prompt":"One day","max_tokens":5,"temperature":0.5,"stop":["x"],"n":2,"seed":1,"logprobs":2,"stream":false}""";
    private static readonly string[] Keys = ["prompt", "max_tokens", "temperature", "stop", "n", "seed", "logprobs", "stream", "logit_bias", "top_p", "stream_options"];
    private static readonly string[] Wrong = ["{\"a\":{}}", "[[[]]]", "1e999", "-1", "\"\\ud800\"", "[null]", "9999999999999999999", "\"true\"", "[{}]", "-0.5"];

    public static async Task<int> RunAsync(Uri address, int count)
    {
        using Target target = new(address);
        string expected = await target.TextAsync("One day", seed: 1, tokens: 50);
        SortedDictionary<int, int> statuses = [];
        List<string> wrong = [];
        Console.WriteLine($"memory before {await target.MemoryAsync()}");
        Stopwatch watch = Stopwatch.StartNew();

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            (string path, HttpContent body, string description) = Draw(new Random(i));
            using HttpResponseMessage response = await target.PostAsync(path, body);
            string answer = await response.Content.ReadAsStringAsync(cancellation);

            lock (statuses)
            {
                int status = (int)response.StatusCode;
                statuses[status] = statuses.GetValueOrDefault(status) + 1;

                if (status is < 400 or > 499 || !answer.Contains("\"error\":{\"message\":", StringComparison.Ordinal))
                {
                    wrong.Add($"{status} for {description}: {answer}");
                }
            }
        });

        Console.WriteLine(FormattableString.Invariant($"{count} requests in {watch.Elapsed.TotalSeconds:F1} s: {string.Join(", ", statuses.Select(static item => $"{item.Value} x {item.Key}"))}"));
        wrong.Take(10).ToList().ForEach(Console.WriteLine);
        bool isSame = await target.TextAsync("One day", seed: 1, tokens: 50) == expected;
        Console.WriteLine($"{wrong.Count} answered otherwise; the text afterwards is {(isSame ? "the same" : "another")}; memory after {await target.MemoryAsync()}");

        return wrong.Count == 0 && isSame ? 0 : 1;
    }

    private static (string Path, HttpContent Body, string Description) Draw(Random random)
    {
        string path = random.Next(2) == 0 ? Target.Completions : "/v1/chat/completions";

        switch (random.Next(6))
        {
            case 0:
                // Cut short, so that a bracket is missing.
                string part = Whole[..random.Next(Whole.Length)];

                return (path, Target.Json(part), part);
            case 1:
                byte[] bytes = new byte[random.Next(1, 200)];
                random.NextBytes(bytes);
                bytes[0] = 0xFF;
                ByteArrayContent content = new(bytes);
                content.Headers.ContentType = new("application/json");

                return (path, content, Convert.ToHexString(bytes));
            case 2:
                return (path, new StringContent(Whole), "text/plain");
            case 3:
                string deep = string.Concat(Enumerable.Repeat("[", random.Next(70, 2000)));

                return (path, Target.Json("{\"prompt\":" + deep), "brackets");
            case 4:
                string large = new('a', 1_100_000);

                return random.Next(20) == 0
                    ? (path, Target.Json($"{{\"prompt\":\"{large}\"}}"), "1.1 MB")
                    : ($"/v1/{random.Next()}", Target.Json(Whole), "no such path");
            default:
                string key = Keys[random.Next(Keys.Length)];
                string value = Wrong[random.Next(Wrong.Length)];
                string body = $"{{\"model\":\"none\",\"messages\":[{{}}],\"{key}\":{value}}}";

                return (path, Target.Json(body), body);
        }
    }
}

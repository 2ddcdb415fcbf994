using Models;
using Web;
using Weft;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSingleton(_ => Digits.Initialize(seed: 1));
builder.Services.AddSingleton(_ => Small.Initialize(seed: 1));

WebApplication app = builder.Build();
app.MapGet("/digits/{digit}", (int digit, Digits model) => Next(model.StartInference(), digit));
app.MapGet("/small/{digit}", (int digit, Small model) => Next(model.StartInference(), digit));
await app.StartAsync();

// The client and the server are one program, which ends by itself.
using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
string[] answers = await Task.WhenAll(client.GetStringAsync("/digits/7"), client.GetStringAsync("/digits/7"), client.GetStringAsync("/small/7"));
Console.WriteLine(string.Join(' ', answers));
await app.StopAsync();

static int[] Next(DecoderSession session, int digit)
{
    using (session)
    {
        List<int> digits = [];

        foreach (int next in session.Generate([digit], Sampling.Greedy, count: 8))
        {
            digits.Add(next);
        }

        return [.. digits];
    }
}

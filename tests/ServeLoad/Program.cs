using System;
using System.Net.Http;
using System.Threading.Tasks;

namespace Weft.ServeLoad;

/// <summary>
/// What a server bears: `engine` and `prefix` measure an engine over 110 million random weights, `drafts` texts whose tokens are guessed; the other verbs take the address of a running
/// `samples/Serve`. An exit code of 0 says that all was as it must be.
/// </summary>
internal static class Program
{
    private const string Usage = """
        usage: ServeLoad engine [SECONDS] [TOKENS OF A PROMPT]
               ServeLoad prefix [TOKENS OF A PROMPT]
               ServeLoad drafts [PASSES]
               ServeLoad clients ADDRESS [CLIENTS] [SECONDS]
               ServeLoad cuts ADDRESS [COUNT]
               ServeLoad malformed ADDRESS [COUNT]
        """;

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["engine", .. string[] rest] => await EngineLoad.RunAsync(Number(rest, 0, 5), Number(rest, 1, 32)),
                ["prefix", .. string[] rest] => await PrefixLoad.RunAsync(Number(rest, 0, 700)),
                ["drafts", .. string[] rest] => DraftLoad.Run(Number(rest, 0, 40)),
                ["clients", string address, .. string[] rest] => await ClientLoad.RunAsync(new Uri(address), Number(rest, 0, 64), Number(rest, 1, 60)),
                ["cuts", string address, .. string[] rest] => await CutLoad.RunAsync(new Uri(address), Number(rest, 0, 1000)),
                ["malformed", string address, .. string[] rest] => await MalformedLoad.RunAsync(new Uri(address), Number(rest, 0, 10_000)),
                _ => Misuse(),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or FormatException or UriFormatException)
        {
            await Console.Error.WriteLineAsync(exception.Message);

            return 2;
        }
    }

    private static int Number(string[] arguments, int place, int otherwise) =>
        arguments.Length <= place ? otherwise : int.Parse(arguments[place], System.Globalization.CultureInfo.InvariantCulture);

    private static int Misuse()
    {
        Console.Error.WriteLine(Usage);

        return 2;
    }
}

using System.Linq;

namespace Weft.Samples;

/// <summary>What several heads look at, and whether they are better than one.</summary>
internal sealed class HeadsChapter : Chapter
{
    private const int Windows = 40;
    private const int Length = 64;
    private const int Distances = 16;
    private const int Shown = 16;

    /// <inheritdoc/>
    public override string Name => "heads";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Reader> eight = classroom.Train<Reader>();
        Lesson<OneHead> one = classroom.Train<OneHead>();
        findings.Add("parameters.eight", Reader.ParameterCount);
        findings.Add("parameters.one", OneHead.ParameterCount);
        findings.Add("heldout.eight", eight.HeldOut);
        findings.Add("heldout.one", one.HeldOut);
        findings.Add("training", new Chart(
            new("One head against eight", "헤드 하나와 여덟"),
            new("step", "스텝"),
            new("training loss in nats", "학습 손실 (nat)"),
            [eight.Curve(new("eight heads of 8 columns", "열이 8개인 헤드 8개")), one.Curve(new("one head of 64 columns", "열이 64개인 헤드 1개"))]));

        using Reader.Inference session = eight.Model.StartInference();
        int[][] texts = [.. classroom.HeldOutWindows(Windows, Length).Select(static window => window.ToArray())];
        double[][][][,] maps = [.. texts.Select(text => AttentionMaps.Of(session, text, Reader.Layers, Reader.Heads))];
        double[][,] profiles = [.. Enumerable.Range(0, Reader.Layers).Select(layer => ProfileOf(maps, layer))];
        findings.Add("previous.most", Enumerable.Range(0, Reader.Heads).Max(head => profiles[0][head, 1]));
        findings.Add("previous.least", Enumerable.Range(0, Reader.Heads).Min(head => profiles[0][head, 1]));
        findings.Add("distance.near", Enumerable.Range(0, Reader.Heads).Min(head => DistanceOf(maps, head)));
        findings.Add("distance.far", Enumerable.Range(0, Reader.Heads).Max(head => DistanceOf(maps, head)));
        findings.Add("distances", DrawProfiles(profiles));
        findings.Add("maps", DrawMaps(classroom.Plays.Vocabulary, texts[0][..Shown], session));
    }

    // The mean weight of what stands so many characters before: [head, distance].
    private static double[,] ProfileOf(double[][][][,] maps, int layer)
    {
        double[,] profile = new double[Reader.Heads, Distances];

        for (int head = 0; head < Reader.Heads; head++)
        {
            for (int distance = 0; distance < Distances; distance++)
            {
                profile[head, distance] = maps.Average(text => Enumerable.Range(Distances, Length - Distances).Average(row => text[layer][head][row, row - distance]));
            }
        }

        return profile;
    }

    // How far back a head of the first layer looks, on average.
    private static double DistanceOf(double[][][][,] maps, int head) => maps.Average(text => Enumerable.Range(Distances, Length - Distances)
        .Average(row => Enumerable.Range(0, row + 1).Sum(key => text[0][head][row, key] * (row - key))));

    private static HeatMap DrawProfiles(double[][,] profiles) => new(
        new("How far back each head looks", "헤드마다 얼마나 뒤를 돌아보는가"),
        new("A row is a head, a column a distance in characters: 0 is the character itself. The darkest is half of the weight.", "행은 헤드, 열은 글자 단위의 거리이고 0은 글자 자신이다. 가장 진한 색이 가중치 절반이다."),
        [.. profiles.Select(static (profile, layer) => new Panel(new($"Layer {layer + 1}", $"{layer + 1}층"), profile)
        {
            Rows = [.. Enumerable.Range(1, Reader.Heads).Select(static head => $"{head}")],
            Columns = [.. Enumerable.Range(0, Distances).Select(static distance => distance % 5 == 0 ? $"{distance}" : "")],
            Darkest = 0.5,
        })],
        Across: 2);

    private static HeatMap DrawMaps(CharacterVocabulary vocabulary, int[] text, DecoderSession session)
    {
        string[] names = AttentionMaps.Names(vocabulary, text);

        return new HeatMap(
            new("Eight heads of one layer read the same text", "한 층의 헤드 8개가 같은 글을 읽는다"),
            new("Layer 1, trained. A row is a character that looks, a column one that is looked at.", "학습한 모델의 1층. 행은 바라보는 글자, 열은 바라보이는 글자."),
            [.. AttentionMaps.Of(session, text, Reader.Layers, Reader.Heads)[0].Select((map, head) => new Panel(new($"Head {head + 1}", $"헤드 {head + 1}"), map) { Rows = names, Columns = names })],
            Across: 2);
    }
}

using System;
using System.Globalization;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>
/// A build gives the same bytes and the same messages wherever its machine stands: with another comma and minus sign, other letters for i,
/// other digits, another calendar.
/// </summary>
public sealed class CultureTests
{
    private static readonly string Model = Specs.With(Consumer.Model, "dropout: 0.1", "norm_epsilon: 1e-6", "positional_encoding: rope");

    /// <summary>Cultures that write numbers, letters or dates in a way of their own.</summary>
    public static TheoryData<string> Names => ["sv-SE", "tr-TR", "de-DE", "ar-SA", "th-TH"];

    [Theory]
    [MemberData(nameof(Names))]
    public void GeneratedFiles_AreTheSame(string name)
    {
        Consumer consumer = new Consumer().With("tiny.yaml", Model);

        Assert.Equal(consumer.Generate(), In(name, consumer.Generate));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_AreTheSame(string name)
    {
        Consumer consumer = new Consumer()
            .With("size.yaml", Specs.With(Model, "vocabulary: -99999999", "dropout: -1.5"))
            .With("name.yaml", Specs.With(Model, "INIT: gpt2", "activation: SILU"));
        string expected = Messages(consumer);

        Assert.Contains("from 1 to 16,777,216, but it is -99999999", expected, StringComparison.Ordinal);
        Assert.Equal(expected, In(name, () => Messages(consumer)));
    }

    // The compiler says nothing: without a model nothing is missing.
    private static string Messages(Consumer consumer) => string.Join('\n', consumer.Build().Problems);

    private static T In<T>(string name, Func<T> build)
    {
        (CultureInfo culture, CultureInfo language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(name);

            return build();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }
}

using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

public sealed unsafe class ParameterTests
{
    [Fact]
    public void Write_EveryLayout_ReadsBackAndLeavesPaddingZero()
    {
        using Bigram model = new();
        float value = 1;

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            float[] values = [.. Enumerable.Range(0, (int)info.Count).Select(_ => value++)];
            model.Write(info.Name, values);
            Assert.Equal(values, model.Read(info.Name));
        }

        Assert.Equal(model.Description.ParameterCount, model.Snapshot().Count(static element => element != 0));
        Assert.Equal(model.Description.Parameters.Length, model.Version);
    }

    [Fact]
    public void Write_Layouts_StandWhereTheBriefPutsThem()
    {
        using Bigram model = new();
        float[] table = new float[Bigram.Vocabulary * Bigram.Width];
        table[(3 * Bigram.Width) + 18] = 5;
        model.Write(Bigram.Table, table);
        float[] weight = new float[Bigram.Vocabulary * Bigram.Width];
        weight[(17 * Bigram.Width) + 2] = 6;
        model.Write(Bigram.Weight, weight);

        // Token 3, column 18: the second panel of 19 rows. Output 17, input 2: the second panel of 32 rows, row 2, column 1.
        Assert.Equal(5, model.Parameters.Pointer[(19 * 16) + (3 * 16) + 2]);
        Assert.Equal(6, model.Parameters.Pointer[Bigram.WeightOffset + (32 * 16) + (2 * 16) + 1]);
    }

    [Fact]
    public void Axis_Heads_ArePaddedOneByOne()
    {
        ParameterInfo info = new()
        {
            Name = "query", First = new(3, 5), Second = new(1, 2), Transposed = true, Offset = 0, Rows = 16, Initialization = default,
        };
        using NativeArena arena = new((nuint)info.PaddedCount);
        float[] values = [.. Enumerable.Range(1, 30).Select(static number => (float)number)];
        new ParameterView(info, arena).CopyFrom(values);

        Assert.Equal(3 * 16 * 16, info.PaddedCount);
        // Output 6 is the second of the second head; its input 1 is element 13 in the file.
        Assert.Equal(14, arena.Pointer[(16 * 16) + 16 + 1]);
        float[] read = new float[30];
        new ParameterView(info, arena).CopyTo(read);
        Assert.Equal(values, read);
    }

    [Fact]
    public void ReadAndWrite_WrongNameOrLength_SayWhat()
    {
        using Bigram model = new();

        Assert.Contains("no parameter 'output.weights'", Assert.Throws<ArgumentException>(() => model.Read("output.weights", new float[3])).Message, StringComparison.Ordinal);
        Assert.Contains("'output.bias' has 19 elements; 3 were given", Assert.Throws<ArgumentException>(() => model.Write("output.bias", new float[3])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Refresh_Copies_AreTheTransposedMatrices(int threads)
    {
        using Workers workers = new(threads);
        using Bigram model = Bigram.Initialize(3);
        using NativeArena copies = new(model.Description.CopyFloats);
        ParameterCopies.Refresh(model, copies, workers);
        float[] weight = model.Read(Bigram.Weight);

        for (int output = 0; output < Bigram.PaddedVocabulary; output++)
        {
            for (int input = 0; input < Bigram.PaddedWidth; input++)
            {
                float expected = output < Bigram.Vocabulary && input < Bigram.Width ? weight[(output * Bigram.Width) + input] : 0;
                Assert.Equal(expected, copies.Pointer[Bigram.Panel(Bigram.PaddedVocabulary, output, input)]);
            }
        }
    }

    // A tied table of 1,300 tokens (rows that are no multiple of 16, several ranges) and a projection stacked under another one.
    [Fact]
    public void Refresh_TablesAndStackedProjections_LeadingCopiesOnly()
    {
        const int Tokens = 1300;
        const int PaddedTokens = 1312;
        const int TableCopy = 16 * PaddedTokens;
        using Workers workers = new(2);
        using Tied model = new(Tokens, PaddedTokens, TableCopy);
        float* parameters = model.Parameters.Pointer;

        for (nuint index = 0; index < model.Parameters.Length; index++)
        {
            parameters[index] = index + 1;
        }

        using NativeArena copies = new(model.Description.CopyFloats);
        using NativeArena leading = new(TableCopy);
        ParameterCopies.Refresh(model, copies, workers);
        ParameterCopies.Refresh(model, leading, workers);

        for (int token = 0; token < Tokens; token++)
        {
            for (int column = 0; column < 16; column++)
            {
                float expected = parameters[Bigram.Panel(Tokens, token, column)];
                Assert.Equal(expected, copies.Pointer[Bigram.Panel(16, column, token)]);
                Assert.Equal(expected, leading.Pointer[Bigram.Panel(16, column, token)]);
            }
        }

        for (int projection = 0; projection < 2; projection++)
        {
            for (int input = 0; input < 32; input++)
            {
                for (int output = 0; output < 16; output++)
                {
                    float expected = parameters[(Tokens * 16) + (projection * 512) + Bigram.Panel(32, input, output)];
                    Assert.Equal(expected, copies.Pointer[TableCopy + Bigram.Panel(32, (projection * 16) + output, input)]);
                }
            }
        }
    }

    private sealed class Tied(int tokens, int paddedTokens, int tableCopy) : TransformerModel(Bigram.Describe(
        parameterFloats: (nuint)(tokens * 16) + 1024,
        copyFloats: (nuint)(16 * paddedTokens) + 1024,
        parameters:
        [
            new ParameterInfo
            {
                Name = "table", First = new(1, tokens), Second = new(1, 16), Offset = 0, Rows = tokens, CopyOffset = 0, CopyRows = 16,
                Initialization = default,
            },
            new ParameterInfo
            {
                Name = "key", First = new(1, 16), Second = new(1, 32), Transposed = true, Offset = (nuint)(tokens * 16), Rows = 32,
                CopyOffset = (nuint)tableCopy, CopyRows = 32, Initialization = default,
            },
            new ParameterInfo
            {
                Name = "value", First = new(1, 16), Second = new(1, 32), Transposed = true, Offset = (nuint)(tokens * 16) + 512, Rows = 32,
                CopyOffset = (nuint)tableCopy + 256, CopyRows = 32, Initialization = default,
            },
        ]))
    {
    }
}

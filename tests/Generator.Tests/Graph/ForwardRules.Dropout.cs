using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <content>Dropout of rows, and of their pairs with experts.</content>
internal static partial class ForwardRules
{
    /// <summary>output = input x mask + residual; both directions of a dropout.</summary>
    public static void Drop(InterpreterFrame frame, Dropout dropout)
    {
        Matrix input = frame.Values[dropout.Input];
        Matrix? residual = dropout.Residual is null ? null : frame.Values[dropout.Residual];
        Matrix output = frame.Create(dropout.Output);
        InterpreterSide side = frame.SideOf(dropout.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            (int source, int first) = SourceOf(frame, dropout.Output, row);

            for (int column = 0; column < output.Columns; column++)
            {
                double scale = frame.Dropout?.Row(
                    dropout.Rate, frame.Site + dropout.Site, side.Owners[source], side.Positions[source], first + column) ?? 1;
                output[row, column] = (input[row, column] * scale) + (residual?[row, column] ?? 0);
            }
        }
    }

    // The row of a pair, and its first column where those of the experts stand side by side.
    private static (int Row, int FirstColumn) SourceOf(InterpreterFrame frame, Value value, int row)
    {
        if (value.Pairs is not Routing routing)
        {
            return (row, 0);
        }

        Matrix choices = frame.Values[routing.Choices];
        int pair = (int)frame.Values[routing.Sources][row, 0];

        return (pair % choices.Rows, (int)choices[pair % choices.Rows, pair / choices.Rows] * value.Columns.Padded);
    }
}

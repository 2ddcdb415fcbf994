namespace Weft.Generator.Targets;

/// <summary>The parentheses around C# expressions.</summary>
internal static class Parentheses
{
    /// <summary>An argument: without parentheses around all of it.</summary>
    public static string Without(string expression)
    {
        int depth = 0;

        for (int i = 0; i < expression.Length; i++)
        {
            depth += Step(expression[i]);

            if (depth == 0 && i < expression.Length - 1)
            {
                return expression;
            }
        }

        return expression[0] == '(' ? expression.Substring(1, expression.Length - 2) : expression;
    }

    /// <summary>An operand: in parentheses unless it is a single name or call.</summary>
    public static string Around(string expression)
    {
        int depth = 0;

        foreach (char character in expression)
        {
            depth += Step(character);

            if (depth == 0 && character == ' ')
            {
                return $"({expression})";
            }
        }

        return expression;
    }

    private static int Step(char character) => character switch
    {
        '(' => 1,
        ')' => -1,
        _ => 0,
    };
}

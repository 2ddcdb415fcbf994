using System;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>Writes what stands in a method of an instruction set: a failure names the method and the set.</summary>
internal static class KernelBody
{
    /// <summary>The statements of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="set">The instruction set.</param>
    /// <param name="margin">Columns before the text.</param>
    /// <exception cref="LoweringException">The kernel has no code for the set, or too much.</exception>
    public static string Of(Kernel kernel, InstructionSet set, int margin)
    {
        SourceWriter body = new(margin);
        CodeSize size = InSet($"The kernel {kernel.Name}", set, () =>
        {
            KernelWriter statements = new(body, kernel.VectorsOf(set), kernel);
            kernel.WriteBody(statements);

            return statements.Size;
        });
        BudgetCheck.Verify(kernel, size);

        return body.ToString();
    }

    /// <summary>Writes a function with its heading.</summary>
    /// <exception cref="LoweringException">The function has no code for the set.</exception>
    public static void Write(SourceWriter writer, FunctionMethod method) =>
        InSet($"The function {method.Name}", method.Set, () =>
        {
            KernelWriter statements = new(writer, method.Set);
            method.Function.Write(statements);

            return statements.Size;
        });

    /// <summary>What an action makes of a set, such as the code of a kernel.</summary>
    /// <param name="what">Whose code it is, as the start of a sentence.</param>
    /// <param name="set">The instruction set.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="LoweringException">The action failed.</exception>
    public static T InSet<T>(string what, InstructionSet set, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What the author of a check wrote is a sentence; the type of any other exception says more than its message.
            string reason = exception is LoweringException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";

            throw new LoweringException($"{what} has no code for {set.Name}: {reason}", exception);
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>
/// The size of every generated method: past 20,000 instructions the JIT compiles a method without optimizing it, past some 900
/// temporaries it stops inlining, and says neither.
/// </summary>
public sealed class InstructionBudgetTests(ITestOutputHelper output)
{
    private const int Instructions = 12_000;
    private const int Locals = 128;
    private const int MultiplyAdds = 700;
    private const int InlinedCalls = 300;

    /// <summary>Whether a method is past its budget.</summary>
    internal static bool IsOver(MethodSize size) =>
        size.Instructions > Instructions || size.Locals > Locals || size.MultiplyAdds > MultiplyAdds || size.InlinedCalls > InlinedCalls;

    [Fact]
    public void Methods_StayWithinTheirBudget()
    {
        List<MethodSize> methods = [.. new MethodSizes(CompiledModels.Library.Assembly).All()];
        Report("instructions", methods.MaxBy(static size => size.Instructions)!);
        Report("locals", methods.MaxBy(static size => size.Locals)!);
        Report("multiply-adds", methods.MaxBy(static size => size.MultiplyAdds)!);
        Report("inlined calls", methods.MaxBy(static size => size.InlinedCalls)!);

        Assert.Contains(methods, static size => size.MultiplyAdds >= 24);
        Assert.Contains(methods, static size => size.InlinedCalls >= 10);
        Assert.DoesNotContain(methods, static size => IsOver(size));

        void Report(string what, MethodSize size) => output.WriteLine($"most {what}: {size}");
    }
}

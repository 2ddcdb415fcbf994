using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints a pass, whichever it is: the chain of calls with literal offsets, and one method per block, whose steps each are a claim of work
/// items and a barrier.
/// </summary>
internal sealed class PassPrinter(SourceWriter writer, ImmutableArray<InstructionSet> sets)
{
    // The name of the methods that all blocks are called from.
    private const string Run = "Run";

    public void Print(PassProgram pass)
    {
        writer.WriteLine("#pragma warning disable CS0436 // Another project's kernels may be visible here; this project's are meant.");
        writer.WriteLine();
        ArenaPrinter.Print(writer, pass.Arena);

        using (writer.WriteBlock($"internal static unsafe class {pass.Name}"))
        {
            this.PrintDispatch();
            writer.WriteLine();
            new CallChain(writer, Run).Print(pass.Summary, pass.Calls);

            foreach (BlockProgram block in pass.Blocks)
            {
                writer.WriteLine();
                this.PrintBlock(block);
            }
        }
    }

    private void PrintDispatch()
    {
        writer.WriteSummary("The pass with the best kernels that the processor has.");

        using (writer.WriteBlock($"public static void {Run}(in PassContext pass)"))
        {
            DispatchPrinter.Print(writer, sets, static kernels => $"{Run}<{kernels}>(in pass);");
        }
    }

    private void PrintBlock(BlockProgram block)
    {
        writer.WriteSummary(block.Summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall($"private static void {block.Name}<TKernels>(in PassContext pass, {block.Signature.Text})");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (Local local in block.Locals)
            {
                string pointer = ExpressionText.Of(local.Value);
                writer.WriteLine(local.IsInteger
                    ? $"int* {local.Name} = (int*){pointer}; // {local.Shape}"
                    : $"float* {local.Name} = {pointer}; // {local.Shape}");
            }

            foreach (Step step in block.Steps)
            {
                this.PrintStep(step);
            }
        }
    }

    private void PrintStep(Step step)
    {
        writer.WriteLine();

        if (step.Comment is not null)
        {
            writer.WriteComment(step.Comment);
        }

        if (step.Works[0].Split.IsShared)
        {
            this.PrintShared(step.Works);
        }
        else
        {
            this.PrintClaimed(step.Works);
        }

        writer.WriteLine();
        writer.WriteLine("pass.Team.Barrier();");
    }

    // What one thread does alone is one with what it does before.
    private void PrintClaimed(ImmutableArray<Work> works)
    {
        bool isAlone = works[0].Split.Items is null;
        Statement[] perThread = [.. works.SelectMany(static work => work.PerThread)];
        this.PrintStatements(isAlone ? [] : perThread);

        using (this.OpenClaim(works[0].Split))
        {
            this.PrintStatements([.. isAlone ? perThread : [], .. works.SelectMany(static work => work.Statements)]);
        }
    }

    private SourceWriter.Block OpenClaim(WorkSplit split)
    {
        SourceWriter.Block block = writer.WriteBlock(split switch
        {
            { Items: null } => "if (pass.Team.Claim())",
            { Claim: 0 } => $"while (pass.Team.Claim({ExpressionText.Of(split.Items)}, out int {split.Item}))",
            _ => $"while (pass.Team.Claim({ExpressionText.Of(split.Items)}, {split.Claim}, out int {split.Item}, out int {split.Item}s))",
        });
        this.PrintStatements(split.Definitions);

        return block;
    }

    // The items of one work stand behind those of another; each counts its own from 0.
    private void PrintShared(ImmutableArray<Work> works)
    {
        long items = works.Sum(static work => ((Constant)work.Split.Items!).Value);

        using (writer.WriteBlock($"while (pass.Team.Claim({items}, out int item))"))
        {
            for (int i = 0; i < works.Length; i++)
            {
                this.PrintRange(works[i], isOnly: works.Length == 1, isLast: i == works.Length - 1);
            }
        }
    }

    private void PrintRange(Work work, bool isOnly, bool isLast)
    {
        string items = ExpressionText.Of(work.Split.Items!);
        writer.WriteComment(Labels.Sentence(work.Comment!));

        if (isOnly)
        {
            this.PrintStatements(work.Statements);
            return;
        }

        using (writer.WriteBlock($"if (item < {items})"))
        {
            this.PrintStatements(work.Statements);

            if (!isLast)
            {
                writer.WriteLine("continue;");
            }
        }

        if (!isLast)
        {
            writer.WriteLine();
            writer.WriteLine($"item -= {items};");
            writer.WriteLine();
        }
    }

    private void PrintStatements(IEnumerable<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            this.PrintStatement(statement);
        }
    }

    private void PrintStatement(Statement statement)
    {
        switch (statement)
        {
            case KernelCall call:
                writer.WriteCall($"TKernels.{call.Kernel.Name}({string.Join(", ", call.Operands.Select(ExpressionText.Of))});");
                break;
            case Define define:
                writer.WriteLine($"{define.Type} {define.Name} = {ExpressionText.Of(define.Value)};");
                break;
            case DefinePointer pointer:
                writer.WriteLine($"float* {pointer.Name} = {ExpressionText.Of(pointer.Value)};");
                break;
            case Guard guard:
                this.PrintGuard(guard);
                break;
            case Repeat repeat:
                this.PrintBody(
                    $"for (nint {repeat.Index} = 0; {repeat.Index} < {ExpressionText.Of(repeat.Count)}; {repeat.Index}++)", repeat.Body);
                break;
            case NextItem:
                writer.WriteLine("continue;");
                break;
            default:
                throw new LoweringException($"{statement.GetType().Name} has no text.");
        }
    }

    private void PrintGuard(Guard guard)
    {
        this.PrintBody($"if ({ExpressionText.Of(guard.Condition)})", guard.Then);

        if (guard.Otherwise.Length > 0)
        {
            this.PrintBody("else", guard.Otherwise);
        }
    }

    private void PrintBody(string heading, ImmutableArray<Statement> statements)
    {
        using (writer.WriteBlock(heading))
        {
            this.PrintStatements(statements);
        }
    }
}

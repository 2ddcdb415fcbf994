using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Stress.Drawing;

/// <summary>
/// Draws specifications from the table of keys: some of the keys, each with a value of its kind.
/// </summary>
/// <remarks>
/// The rules between keys are the generator's own. What was drawn is read; a problem names the keys that do not go together, in its place and
/// in its words, and one of them yields: it goes, or gets another value. Each key has a rank, drawn anew for every specification, and the
/// lowest yields, so that every key has its way now and then against all others. That knows nothing of any rule, so a new key and a new rule
/// need no edit. What it cannot find is a rule that is too strict; what it does find is a specification that the reader takes and the rest
/// of the generator does not, and one that nothing makes acceptable.
/// </remarks>
internal sealed class SpecificationDrawer
{
    private const double PartOfKeys = 0.3;
    private const int MostRounds = 2000;

    // So often any key yields: no order of ranks may lock a conflict up.
    private const int RoundsPerAnyKey = 10;

    private static readonly ImmutableArray<Key> Tops = [.. SpecificationKeys.All.Where(static key => !ValueDrawer.IsFixed(key))];

    // In the order of the table: that of a dictionary's strings is another in every process, and so would be what is made of a seed.
    private static readonly ImmutableArray<Key> Everything =
        [.. SpecificationKeys.All.SelectMany(static key => key is SectionKey section ? section.Keys.Prepend(key) : [key])];

    private static readonly ImmutableDictionary<string, Key> ByName = Everything.ToImmutableDictionary(static key => key.FullName);

    private readonly Random _random;
    private readonly IReadOnlyDictionary<string, string> _pinned;
    private readonly Dictionary<string, double> _ranks;
    private DrawnSpecification _drawn;

    private SpecificationDrawer(Random random, IReadOnlyDictionary<string, string> pinned)
    {
        _random = random;
        _pinned = pinned;
        _ranks = ByName.Keys.Order(StringComparer.Ordinal).ToDictionary(static name => name, _ => random.NextDouble());
        _drawn = new DrawnSpecification(pinned.ToImmutableDictionary());
    }

    /// <summary>Every key that is drawn, in the order of the table.</summary>
    public static IEnumerable<Key> Keys => Everything.Where(static key => key is not SectionKey && !ValueDrawer.IsFixed(key));

    /// <summary>Draws one that the generator reads without a problem.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="pinned">Values that stay, by the full names of their keys.</param>
    /// <exception cref="DrawingException">Nothing made it acceptable.</exception>
    public static (DrawnSpecification Drawn, ModelSpecification Specification) Draw(Random random, IReadOnlyDictionary<string, string> pinned)
    {
        SpecificationDrawer drawer = new(random, pinned);

        foreach (Key key in Tops.Where(_ => random.NextDouble() < PartOfKeys))
        {
            drawer.Add(key);
        }

        ModelSpecification specification = drawer.Settle();

        return (drawer._drawn, specification);
    }

    private ModelSpecification Settle()
    {
        SpecificationResult result = _drawn.Read();

        for (int round = 1; result.Specification is null; round++)
        {
            SpecificationProblem problem = result.Problems[_random.Next(result.Problems.Count)];

            if (round > MostRounds)
            {
                throw new DrawingException($"{problem.Id}: {problem.Message}\n{_drawn.ToYaml()}");
            }

            this.Yield(problem, ofAnyRank: round % RoundsPerAnyKey == 0);
            result = _drawn.Read();
        }

        return result.Specification;
    }

    private void Yield(SpecificationProblem problem, bool ofAnyRank)
    {
        Key[] named = [.. this.KeysOf(problem).Where(key => !_pinned.ContainsKey(key.FullName))];

        if (named.Length == 0)
        {
            throw new DrawingException($"No key could yield. {problem.Id}: {problem.Message}\n{_drawn.ToYaml()}");
        }

        Key key = ofAnyRank ? named[_random.Next(named.Length)] : named.MinBy(item => _ranks[item.FullName])!;

        if (_drawn.Has(key) && _random.Next(2) == 0)
        {
            _drawn = _drawn.Without(key);
        }
        else
        {
            this.Add(key);
        }
    }

    // The key in whose line the problem is, and those that its words name, present or not: an absent one has a value that another may
    // replace. What is missing has no line, or that of the mapping that needs it and may go.
    private IEnumerable<Key> KeysOf(SpecificationProblem problem)
    {
        IEnumerable<Key> named = problem.Arguments.Items.Where(ByName.ContainsKey).Select(static name => ByName[name]);
        ImmutableArray<Key> lines = _drawn.KeysOfLines();
        int line = problem.Location.Lines.Start.Line;
        bool isPlaced = line < lines.Length && problem.Location.Span.Length > 0;

        return (isPlaced ? named.Append(lines[line]) : named).Where(static key => !ValueDrawer.IsFixed(key)).Distinct();
    }

    private void Add(Key key)
    {
        if (key is not SectionKey section)
        {
            _drawn = _pinned.ContainsKey(key.FullName) ? _drawn : _drawn.With(key, ValueDrawer.Draw(key, _random));
            return;
        }

        Key first = section.Keys[_random.Next(section.Keys.Length)];

        foreach (Key inner in section.Keys.Where(inner => inner == first || _random.Next(2) == 0))
        {
            this.Add(inner);
        }
    }
}

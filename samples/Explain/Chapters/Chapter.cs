namespace Weft.Samples;

/// <summary>A chapter: its experiment as data in, figures and numbers out. The words are in docs/transformer.md.</summary>
internal abstract class Chapter
{
    /// <summary>What its keys and its figures begin with.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether its numbers are times, which are other ones at every run: they are written down when the chapter is asked for by its name, and
    /// are shown beside those of the text when all chapters are run.
    /// </summary>
    public virtual bool IsTimed => false;

    /// <summary>What takes no training: the tests compute it again, and it has to be the same to the last digit.</summary>
    public virtual void Compute(Findings findings)
    {
    }

    /// <summary>What takes trained models.</summary>
    public virtual void Measure(Findings findings, Classroom classroom)
    {
    }
}

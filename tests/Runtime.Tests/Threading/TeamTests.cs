using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

public sealed class TeamTests
{
    [Theory]
    [InlineData(4, 8, 2, "4 5 6 7 0 1 2 3")]
    [InlineData(3, 7, 1, "3 4 5 6 0 1 2")]
    [InlineData(4, 5, 3, "0 1 2 3 4")]
    [InlineData(4, 1, 2, "0")]
    [InlineData(2, 0, 1, "")]
    [InlineData(1, 3, 0, "0 1 2")]
    public void Claim_OwnShareFirst_ThenThatOfOthers(int threads, int items, int thread, string expected) =>
        Assert.Equal(expected, string.Join(' ', ClaimAll(Team.Create(new TeamState(threads))[thread], items)));

    [Fact]
    public void Claim_OfSeveral_EveryItemOnce()
    {
        Team[] teams = Team.Create(new TeamState(3));
        List<int> claimed = [];

        foreach (Team team in teams)
        {
            Assert.True(team.Claim(11, out int item));
            claimed.Add(item);
        }

        Assert.Equal([0, 4, 8], claimed);
        claimed.AddRange(ClaimAll(teams[1], 11));
        Assert.Equal(Enumerable.Range(0, 11), claimed.Order());
        Assert.All(teams, static team => Assert.False(team.Claim(11, out _)));
    }

    [Theory]
    [InlineData(1, 7, 2, "0+7")]
    [InlineData(1, 1, 2, "0+1")]
    [InlineData(1, 0, 2, "")]
    [InlineData(2, 7, 2, "4+2 6+1 0+2 2+2")]
    [InlineData(2, 3, 4, "0+3")]
    [InlineData(2, 0, 2, "")]
    public void ClaimOfSome_AllAloneFewAmongSeveral(int threads, int items, int most, string expected)
    {
        Team team = Team.Create(new TeamState(threads))[threads - 1];
        List<string> claims = [];

        while (team.Claim(items, most, out int first, out int count))
        {
            claims.Add($"{first}+{count}");
        }

        Assert.Equal(expected, string.Join(' ', claims));
    }

    private static IEnumerable<int> ClaimAll(Team team, int items)
    {
        while (team.Claim(items, out int item))
        {
            yield return item;
        }
    }
}

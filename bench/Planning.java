import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planner;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;

/**
 * Plans what each line of standard input says, {@code chunks weight weight …}, so many times, and
 * prints {@code heaviest first median}: the weight of the heaviest chunk, milliseconds of the first
 * time and the median of all.
 */
final class Planning {
  private Planning() {}

  public static void main(String[] args) {
    int times = Integer.parseInt(args[0]);
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split(" ");
      List<WeightedUnit> units = new ArrayList<>();
      for (int word = 1; word < words.length; word++) {
        Unit unit = new Unit(word, word, "features/" + word + ".feature", List.of(), 0);
        units.add(new WeightedUnit(unit, Double.parseDouble(words[word])));
      }
      double heaviest = 0;
      double[] milliseconds = new double[times];
      for (int time = 0; time < times; time++) {
        long start = System.nanoTime();
        List<Plan.Share> plan = Planner.deal(units, Integer.parseInt(words[0]));
        milliseconds[time] = (System.nanoTime() - start) / 1e6;
        heaviest = plan.stream().mapToDouble(Plan.Share::weight).max().orElse(0);
      }
      double first = milliseconds[0];
      Arrays.sort(milliseconds);
      System.out.println(heaviest + " " + first + " " + milliseconds[times / 2]);
    }
  }
}

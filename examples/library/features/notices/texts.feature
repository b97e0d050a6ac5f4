@notices
Feature: What notices say

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       | email           |
      | Ada Novak | 1980-05-17 | ada@example.org |
      | Ben Okoro | 1975-01-30 | ben@example.org |
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |
    And Ada Novak borrows B-101

  Scenario: A friendly word before the day
    When it is 2024-03-29
    And the nightly job runs
    Then the last notice to Ada Novak reads
      """
      Due soon: Rain

      Dear Ada Novak,
      please return or renew it by 2024-04-01.
      """

  Scenario: The last reminder
    When it is 2024-04-29
    And the nightly job runs
    Then the last notice to Ada Novak reads
      """
      Last reminder: Rain

      Dear Ada Novak,
      it was due on 2024-04-01. Soon you will have to replace it.
      """

  Scenario: A reserved copy has come
    Given Ben Okoro reserves "Rain"
    When B-101 comes back
    Then the last notice to Ben Okoro reads
      """
      Ready for you: Rain

      Dear Ben Okoro,
      we keep it for you until 2024-03-11.
      """

  Scenario: A reserved copy was not collected
    Given Ben Okoro reserves "Rain"
    And B-101 comes back
    When it is 2024-03-12
    And the nightly job runs
    Then the last notice to Ben Okoro reads
      """
      No longer set aside: Rain

      Dear Ben Okoro,
      you did not collect it by 2024-03-11.
      """
